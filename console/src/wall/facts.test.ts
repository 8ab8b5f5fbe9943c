import { beforeAll, describe, expect, it, vi } from "vitest";
import type { LiveState } from "@/live/stream";

const AT = 1_795_260_600_000;
const source = (kind: string, state: string): unknown => ({ kind, state, last_at: AT, sources: [] });
const made = (show: object, more: object = {}): LiveState =>
  ({ show: { state: "on_air", zone: "Asia/Shanghai", started_at: AT, ...show }, sources: [], panels: {}, product_total: { clicks: 0 }, ...more }) as unknown as LiveState;

let facts: typeof import("./facts");
let w: (typeof import("./words"))["words"];
beforeAll(async () => {
  vi.stubGlobal("location", { search: "?lang=en", pathname: "/" });
  facts = await import("./facts");
  w = (await import("./words")).words;
});

describe("what the wall says beside its numbers", () => {
  it("tells a show to come, on air and over apart", () => {
    expect(facts.standing(made({ state: "ready", starts_at: AT, started_at: null }), AT, w)).toBe("planned for 19:30");
    expect(facts.standing(made({}), AT + 61_000, w)).toBe("01:01 on air");
    expect(facts.standing(made({ state: "ended", ended_at: AT + 61_000 }), AT + 999_000, w)).toBe("01:01 in all");
  });
  it("says how far the show is off its plan, and nothing without one", () => {
    const agenda = (planned: boolean, end_late: number): LiveState => made({}, { panels: { agenda: { planned, end_late, ends: AT, fixed: [] } } });
    expect(facts.offPlan(agenda(true, 200_000), w)).toBe("show 03:20 late");
    expect(facts.offPlan(agenda(true, -90_000), w)).toBe("show 01:30 early");
    expect(facts.offPlan(agenda(true, 20_000), w)).toBe("");
    expect(facts.offPlan(agenda(false, 200_000), w)).toBe("");
  });
  it("calls a number old while on air only", () => {
    const sources = [source("online", "stale")];
    expect(facts.stoppedAt(made({}, { sources }), "online")).toBe("19:30:00");
    expect(facts.stoppedAt(made({}, { sources }), "orders")).toBeNull();
    expect(facts.stoppedAt(made({ state: "ended" }, { sources }), "online")).toBeNull();
  });
  it("names the gravest incident first", () => {
    const open = [
      { id: "a", kind: "loud", grade: "warn", at: AT },
      { id: "b", kind: "cut", grade: "high", at: AT + 1000 },
    ];
    expect(facts.broken(made({}, { panels: { signal: { open } } }), AT + 13_000, w).map((one) => one.text)).toEqual(["Stream cut 12 s", "Too loud 13 s"]);
  });
  it("never shows 0 clicks where nobody sends clicks", () => {
    expect(facts.clicked(made({}))).toBeNull();
    expect(facts.clicked(made({}, { sources: [source("clicks", "live")] }))).toBe(0);
    expect(facts.clicked(made({}, { product_total: { clicks: 7 } }))).toBe(7);
  });
});
