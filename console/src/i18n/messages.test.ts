import { describe, expect, it } from "vitest";
import { gather, type Messages, type MessageTree } from ".";

const modules = import.meta.glob<{ default: Messages }>("../**/messages.ts", { eager: true });

/** path → text of every message. */
function flat(tree: MessageTree, above = ""): Map<string, string> {
  const found = new Map<string, string>();
  for (const [name, value] of Object.entries(tree)) {
    const path = above ? `${above}.${name}` : name;
    if (typeof value === "string") found.set(path, value);
    else if (Array.isArray(value)) found.set(path, `list of ${value.length}`);
    else for (const [below, text] of flat(value as MessageTree, path)) found.set(below, text);
  }
  return found;
}
const holes = (text: string): string[] => [...text.matchAll(/\{(\w+)\}/g)].map((hit) => hit[1] ?? "").sort();

describe("messages", () => {
  const { zh, en } = gather(modules);
  const [ours, theirs] = [flat(zh), flat(en)];
  it("say the same things in both languages", () => {
    expect(ours.size).toBeGreaterThan(300);
    expect([...theirs.keys()].filter((path) => !ours.has(path))).toEqual([]);
    expect([...ours.keys()].filter((path) => !theirs.has(path))).toEqual([]);
  });
  it("have the same places to fill in", () => {
    expect([...ours].filter(([path, text]) => String(holes(text)) !== String(holes(theirs.get(path) ?? ""))).map(([path]) => path)).toEqual([]);
  });
  it("are Chinese in Chinese and not in English", () => {
    const han = /\p{Script=Han}/u;
    const names = new Set(["shell.toOther"]); // says the other language's name
    expect([...theirs].filter(([path, text]) => han.test(text) && !names.has(path)).map(([path]) => path)).toEqual([]);
  });
  it("refuses the same name space twice", () => {
    const twice = { default: { zh: { a: {} }, en: { a: {} } } };
    expect(() => gather({ one: twice, two: twice })).toThrow("exist already");
  });
});
