import { describe, expect, it } from "vitest";
import { type Draft, freshDid, freshGroup, freshIs, freshThen, toDraft, toRule } from "./rule";

const whole: Draft = {
  join: "all",
  parts: [freshIs(), { ...freshDid(), not: true, product: " p1 " }, { ...freshGroup(), parts: [freshDid(), { ...freshThen(), not: true }] }],
};

describe("a rule of the builder", () => {
  it("comes back from the wire as it went", () => {
    const sent = toRule(whole);
    expect(sent).toMatchObject({ op: "all", of: [{ op: "is" }, { op: "not", of: { op: "did", product: "p1" } }, { op: "any" }] });
    expect(toRule(toDraft(sent ?? {}) ?? { join: "all", parts: [] })).toEqual(sent);
  });
  it("is one condition, or nothing", () => {
    expect(toRule({ join: "any", parts: [freshIs()] })).toEqual({ op: "is", field: "shows", cmp: "ge", value: 1 });
    expect(toRule({ join: "any", parts: [{ ...freshGroup(), parts: [] }] })).toBeNull();
  });
  it("asks for no value where none is compared", () => {
    expect(toRule({ join: "all", parts: [{ ...freshIs(), cmp: "unknown" }] })).toEqual({ op: "is", field: "shows", cmp: "unknown" });
  });
  it("says when a rule is deeper than it can show", () => {
    const deep = { op: "all", of: [{ op: "any", of: [{ op: "all", of: [toRule(whole)] }] }] };
    expect(toDraft(deep)).toBeNull();
    expect(toDraft({ op: "then", first: { act: "enter", product: "p" }, next: { act: "pay" }, days: 3 })).toBeNull();
    expect(toDraft({ op: "not", of: { op: "not", of: { op: "is", field: "shows", cmp: "ge", value: 1 } } })).toBeNull();
  });
});
