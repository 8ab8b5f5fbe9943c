import { describe, expect, it } from "vitest";
import type { EmergencyRun } from "@/api/frames";
import { byDigit, mainAct, nextStep, runOf, secondsLeft, type Step, withSent } from "./emergency";

const said = { zh: "做", en: "do" };
const step = (id: string, more: Partial<Step> = {}): EmergencyRun["steps"][number] => ({ id, do: "hand", say: said, owner: "controller", when: "now", state: "waiting", ...more });
const run = (...steps: EmergencyRun["steps"]) =>
  runOf({ id: "r", card: "stream_cut", sort: "tech", name: said, limit: said, line: said, end: said, restores: "technician", at: 1000, by: "p", since: 500, steps });

describe("emergency", () => {
  it("goes to the first that nobody dealt with, and to what is put back once it is over", () => {
    const open = run(step("a", { state: "done" }), step("b", { state: "failed" }), step("back", { when: "after" }));
    expect(nextStep(open)?.id).toBe("b");
    expect(nextStep({ ...open, recovered_at: 2000 })?.id).toBe("back");
    expect(nextStep(run(step("a", { state: "skipped" }), step("back", { when: "after" })))).toBeNull();
  });
  it("leaves out what takes back a thing that was never done", () => {
    expect(run(step("a"), step("back", { wanted: false })).steps).toHaveLength(1);
  });
  it("does what the server can, and asks people where it cannot", () => {
    const one = run(step("a", { do: "scene" }), step("b", { do: "scene", lacks: said }), step("c", { do: "record" }), step("d", { do: "scene", state: "begun" }));
    expect(one.steps.map((s) => mainAct(one, s))).toEqual(["do", "done", "record", null]);
    expect(mainAct({ ...one, drill: true }, one.steps[1] as Step)).toBe("do");
  });
  it("counts down only what is open and has a clock", () => {
    const [a, b, c] = run(step("a", { due: 31_000 }), step("b", { due: 31_000, state: "done" }), step("c")).steps as [Step, Step, Step];
    expect([a, b, c].map((s) => secondsLeft(s, 43_000))).toEqual([-12, null, null]);
  });
  it("takes a pressed key at its word until the server refuses", () => {
    const one = run(step("a"), step("b"), step("c", { do: "record" }));
    const sent = (state: "sending" | "failed") => [{ action: "emergency_step", data: { run: "r", step: "a", outcome: "done" }, state }];
    expect(nextStep(withSent(one, sent("sending")))?.id).toBe("b");
    expect(nextStep(withSent(one, sent("failed")))?.id).toBe("a");
    expect(withSent(one, [{ action: "put_right", data: { run: "r" }, state: "sent" }]).steps[2]?.state).toBe("done");
    expect(withSent(one, [{ action: "emergency_step", data: { run: "other", step: "a", outcome: "done" }, state: "sent" }])).toBe(one);
  });
  it("lists cards by their first digit", () => {
    const card = (number: number) => ({ id: `c${number}`, number, sort: "tech" as const, name: said, limit: said });
    expect(byDigit([card(21), card(11), card(12)]).map((g) => [g.digit, g.cards.length])).toEqual([[1, 2], [2, 1]]);
  });
});
