import { describe, expect, it } from "vitest";
import type { Review } from "@/api/types";
import { outsideOf, pastOf, peaksOf, plannedMinutes, rowsOf, shareOf, slotsOf, sourcesOf, talkMinutes, usualOf } from "./data";
import type { TrackItem } from "@/api/frames";

const M = 60_000;
const slot = (id: string, at: number, end: number | null, product: string | null): TrackItem => ({
  id,
  at,
  end,
  kind: "slot",
  label: id,
  product,
  data: { slot: id },
});

describe("review data", () => {
  it("takes rows of any key and leaves junk out", () => {
    const rows = rowsOf({
      rows: [
        { key: "a", metrics: {} },
        { key: null, metrics: {} },
        { key: true, metrics: {} },
      ],
    });
    expect(rows.map((r) => r.key)).toEqual(["a", null, true]);
  });
  it("adds up what the rundown gave a product, and knows nothing without one", () => {
    const part = (product: string | null, planned_s: number | null, planned = true) => ({ product, planned_s, planned });
    expect(plannedMinutes([part("a", 300), part("a", 90), part(null, 60), part("b", 600, false)])).toEqual(new Map([["a", 6.5]]));
    expect(plannedMinutes([part("a", null), part("b", 600, false)])).toBeNull();
  });
  it("has no share of an unknown or empty whole", () => {
    expect([shareOf(1, 4), shareOf(null, 4), shareOf(1, 0)]).toEqual([0.25, null, null]);
  });
  it("ends an open slot with the show and adds up rounds", () => {
    const slots = slotsOf([slot("b", 10 * M, null, "p"), slot("a", 0, 4 * M, "p")], 30 * M);
    expect(slots.map((s) => [s.id, s.end])).toEqual([
      ["a", 4 * M],
      ["b", 30 * M],
    ]);
  });
  const review = {
    peaks: [
      {
        minute: 9 * M,
        value: 3,
        times: 2,
        on: [
          { kind: "host", at: 0, label: "h" },
          { kind: "slot", at: 0, label: "b" },
        ],
      },
      { minute: 2 * M, value: 5, times: 3, on: [] },
    ],
    baseline_series: {
      online: [
        [0, 1, 2, 3, 9],
        [1, 4, 5, 6, 4],
      ],
    },
    talk_s: { p: 90 },
    sources: [{ source: "s", events: { pay: 1, comment: 5 } }],
    outside: { before: { comment: 2, pay: 0 } },
  } as unknown as Review;
  it("names what was on air at a peak, in order of time", () => {
    expect(peaksOf(review)).toEqual([
      { at: 2 * M, value: 5, on: "" },
      { at: 9 * M, value: 3, on: "b" },
    ]);
  });
  it("draws no band over fewer than five shows", () => {
    expect(usualOf(review, "online", [10 * M, 11 * M], 10 * M)).toEqual({ low: [1, null], high: [3, null], n: 9 });
    expect(usualOf(review, "gmv", [0], 0)).toBeNull();
  });
  it("tells how many past shows there are when they are too few for a band", () => {
    const few = { baseline_series: { online: [[0, 1, 2, 3, 3], [1, 1, 2, 3, 2]] } } as unknown as Review;
    expect([usualOf(few, "online", [0], 0), pastOf(few, "online"), pastOf(few, "gmv")]).toEqual([null, 3, 0]);
  });
  it("reads what else the server tells", () => {
    expect([talkMinutes(review)?.get("p"), sourcesOf(review)[0], outsideOf(review, "before"), outsideOf(review, "after")]).toEqual([
      1.5,
      { name: "s", events: 6, types: ["comment", "pay"] },
      [["comment", 2]],
      [],
    ]);
    expect([talkMinutes(undefined), peaksOf(undefined), sourcesOf(undefined)]).toEqual([null, [], []]);
  });
});
