import { describe, expect, it } from "vitest";
import type { Training } from "./data";
import { hintAt } from "./guide";

const one = {
  scenario: "first_aid",
  state: "running",
  faults: [
    { kind: "stream_cut", begin: 100_000, length_s: 50 },
    { kind: "stock_gone", begin: 300_000, length_s: 50 },
  ],
} as unknown as Training;

describe("the tour through a rehearsal", () => {
  it.each([
    [null, "warming"],
    [50_000, "look"],
    [100_000, "now_stream_cut"],
    [200_000, "between"],
    [320_000, "now_stock_gone"],
    [360_000, "after"],
  ])("at %s says %s", (at, hint) => expect(hintAt(one, at)).toBe(hint));
  it("leads through nothing else, and tells no secret", () => {
    expect(hintAt({ ...one, scenario: "rush" }, 0)).toBeNull();
    expect(hintAt({ ...one, faults: null }, 0)).toBeNull();
    expect(hintAt({ ...one, state: "over" }, 0)).toBeNull();
  });
});
