import { describe, expect, it } from "vitest";
import { clockNow, type Kind, type Scenario, type Training } from "./data";
import { bodyOf, draftOf, newFault } from "./form";

const KINDS = [
  { kind: "stream_cut", unit: "share", usual: 1 },
  { kind: "order_burst", unit: "times", usual: 4 },
] as Kind[];
const CUT = { id: "a", minutes: 60, viewers: 900, from_s: 600, speed: 10, hidden: false, faults: [{ kind: "stream_cut", offset_s: 900, length_s: 240, strength: 0.5 }], draw: null } as unknown as Scenario;

describe("the start form", () => {
  it("sends an unchanged scenario by its name, so that it is compared with its like", () => {
    const draft = { ...draftOf(CUT, KINDS), speed: 20, seats: { host: "", technician: "per_1" } };
    expect(bodyOf(draft, CUT, KINDS)).toEqual({ scenario: "a", speed: 20, hidden: false, seats: { technician: "per_1" } });
  });
  it("sends what was changed, shares as shares", () => {
    const draft = draftOf(CUT, KINDS);
    expect(draft.faults?.[0]).toEqual({ kind: "stream_cut", minute: 15, lengthS: 240, strength: 50 });
    draft.faults = [...(draft.faults ?? []), newFault(KINDS[1]!, draft)];
    const body = bodyOf(draft, CUT, KINDS);
    expect(body.faults).toEqual([
      { kind: "stream_cut", offset_s: 900, length_s: 240, strength: 0.5 },
      { kind: "order_burst", offset_s: 1320, length_s: 300, strength: 4 },
    ]);
    expect(body.from_s).toBe(600);
  });
  it("takes a past show without length and viewers of its own", () => {
    const body = bodyOf({ ...draftOf(null, KINDS), past: true, source: "shw_1" }, null, KINDS);
    expect(body).toMatchObject({ source_show: "shw_1", scenario: null });
    expect(body.minutes).toBeUndefined();
  });
});

describe("the show's clock between two answers", () => {
  const one = { clock: 1000, speed: 10, paused: false, state: "running", end: 20_000 } as Training;
  it("goes at its speed, stands while paused, ends at the end", () => {
    expect(clockNow(one, 0, 500)).toBe(6000);
    expect(clockNow({ ...one, paused: true }, 0, 500)).toBe(1000);
    expect(clockNow(one, 0, 60_000)).toBe(20_000);
    expect(clockNow({ ...one, clock: null }, 0, 500)).toBeNull();
  });
});
