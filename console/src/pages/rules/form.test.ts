import { describe, expect, it } from "vitest";
import type { RuleRow } from "./data";
import { blank, duplicate, fromShown, grouped, modeOf, numberOf, toShown, wanted, wordsOf } from "./form";

const row = (id: string, more: Partial<RuleRow> = {}): RuleRow => ({
  id, own: false, state: "on", rule: { ...blank("2026-11-21"), name: { zh: "在线下跌", en: "Audience falls" } }, changed: [], why: [], auto: [], silent: [], later: [],
  preview: "全场：当近 5 分钟…", version: 0, ...more,
});
const who = (room: string) => ({ room, by: "per_1", name: "阿哲", at: 1 });

describe("a rule as it is written", () => {
  it("shows ratios as percent without dust, and nothing as nothing", () => {
    expect(toShown(0.07, true)).toBe(7);
    expect(fromShown(7, true)).toBe(0.07);
    expect(toShown(0.7, false)).toBe(0.7);
    expect(toShown(null, true)).toBeNull();
    expect([numberOf(" −3.5 "), numberOf(""), numberOf("a few"), numberOf("0")]).toEqual([-3.5, null, null, 0]);
    expect(wordsOf("骗人、假货，骗人\nscam")).toEqual(["骗人", "假货", "scam"]);
  });
  it("is copied without its number and its source", () => {
    const made = duplicate({ ...blank("2026-01-01"), number: 4, name: { zh: "甲", en: "A" } }, "2026-11-21");
    expect([made.number, made.name, made.source.as_of]).toEqual([null, { zh: "甲（副本）", en: "A (copy)" }, "2026-11-21"]);
  });
  it("is silent, asks or acts, in one room or anywhere", () => {
    const one = row("a", { auto: [who("r1")], silent: [who("r2")] });
    expect([modeOf(one), modeOf(one, "r1"), modeOf(one, "r2"), modeOf(one, "r3")]).toEqual(["auto", "auto", "off", "ask"]);
    expect(modeOf(row("b", { rule: { ...blank("2026-11-21"), on: false }, auto: [who("r1")] }), "r1")).toBe("off");
  });
  it("is found by words in any order and by what is special about it", () => {
    const rows = [row("a"), row("b", { changed: ["limit"] }), row("c", { state: "unavailable", rule: null, why: ["?"] }), row("d", { later: ["offers"] })];
    const ids = (text: string, kind: "all" | "changed" | "cannot") => rows.filter((one) => wanted(one, { text, kind })).map((one) => one.id);
    expect(ids("falls 全场", "all")).toEqual(["a", "b", "d"]);
    expect(ids("", "changed")).toEqual(["b"]);
    expect(ids("", "cannot")).toEqual(["c", "d"]);
    expect(grouped(rows, "severity").map((group) => [group.id, group.rows.length])).toEqual([["warn", 3], ["unread", 1]]);
  });
});
