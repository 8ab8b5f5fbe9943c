import { describe, expect, it } from "vitest";
import type { Delta, Snapshot } from "@/api/frames";
import { COMMENTS_KEPT, fromSnapshot, merge, mergeSeries, upsert, withDelta } from "./merge";

const snapshot = (over: Partial<Snapshot> = {}): Snapshot => ({
  frame: "snapshot",
  show: { id: "s1", title: "夜场", state: "on_air", currency: "CNY", zone: "Asia/Shanghai" },
  as_of: 1000,
  clock: 1000,
  offset: 1,
  tiles: { online: { value: 5, unit: "人" }, gmv: { value: 100 } },
  series: { t: [0, 60_000], m: { online: [1, 2] } },
  products: [{ id: "p1", name: "锅" }],
  product_total: { id: "", name: "" },
  track: [],
  comments: [],
  comment_total: 0,
  sources: [],
  people: [],
  actions: [],
  ...over,
});
const delta = (over: Partial<Delta> = {}): Delta => ({ frame: "delta", as_of: 2000, clock: 2000, offset: 2, ...over });

describe("merge", () => {
  it("fills what the wire leaves out", () => {
    const state = fromSnapshot(snapshot());
    expect(state.tiles.gmv).toMatchObject({ value: 100, state: "ok", n: null });
    expect(state.products[0]).toMatchObject({ clicks: 0, stock: null, current: false, spark: [] });
    expect(state.show.staged).toBe(false);
    expect(state.speed).toBe(1);
  });

  it("changes only what a delta carries and keeps the identity of the rest", () => {
    const before = fromSnapshot(snapshot());
    const after = withDelta(before, delta({ tiles: { online: { value: 6 } } }));
    expect(after.tiles.online?.value).toBe(6);
    expect(after.tiles.gmv).toBe(before.tiles.gmv);
    expect(after.products).toBe(before.products);
    expect(after.series).toBe(before.series);
    expect(after.as_of).toBe(2000);
    expect(before.tiles.online?.value).toBe(5);
  });

  it("says missing when a tile lost its value", () => {
    const after = withDelta(fromSnapshot(snapshot()), delta({ tiles: { online: { state: "missing" } } }));
    expect(after.tiles.online).toMatchObject({ value: null, state: "missing" });
  });

  it("replaces rows by id and appends new ones", () => {
    const after = withDelta(
      fromSnapshot(snapshot()),
      delta({ products: [{ id: "p1", name: "锅", clicks: 3 }, { id: "p2", name: "铲" }] }),
    );
    expect(after.products.map((row) => [row.id, row.clicks])).toEqual([["p1", 3], ["p2", 0]]);
  });

  it("starts anew from a second snapshot and ignores a delta before the first", () => {
    expect(merge(null, delta())).toBeNull();
    const state = merge(merge(null, snapshot()), snapshot({ offset: 9, products: [] }));
    expect(state?.offset).toBe(9);
    expect(state?.products).toEqual([]);
  });

  it("clears rebuilding when the next delta no longer says so", () => {
    const state = withDelta(fromSnapshot(snapshot({ rebuilding: true })), delta());
    expect(state.rebuilding).toBe(false);
  });

  it("keeps comments bounded and in order of time", () => {
    const many = Array.from({ length: COMMENTS_KEPT + 10 }, (_, i) => ({ id: `c${i}`, at: i, text: "" }));
    const state = fromSnapshot(snapshot({ comments: many }));
    expect(state.comments).toHaveLength(COMMENTS_KEPT);
    const late = withDelta(state, delta({ comments: [{ id: "late", at: 20, text: "" }, { id: "new", at: 99_999, text: "" }] }));
    expect(late.comments).toHaveLength(COMMENTS_KEPT);
    expect(late.comments.at(-1)?.id).toBe("new");
    const times = late.comments.map((row) => row.at);
    expect(times).toEqual([...times].sort((a, b) => a - b));
  });
});

describe("mergeSeries", () => {
  it("overwrites minutes, appends new ones, keeps absent metrics", () => {
    const old = { t: [0, 60, 120], m: { online: [1, 2, 3], gmv: [7, 8, 9] } };
    expect(mergeSeries(old, { t: [120, 180], m: { online: [4, 5] } })).toEqual({
      t: [0, 60, 120, 180],
      m: { online: [1, 2, 4, 5], gmv: [7, 8, 9, null] },
    });
  });

  it("puts a late minute where it belongs and takes null as a value", () => {
    const old = { t: [60, 120], m: { online: [2, 3] } };
    expect(mergeSeries(old, { t: [0, 120], m: { online: [1, null] } })).toEqual({ t: [0, 60, 120], m: { online: [1, 2, null] } });
  });

  it("knows a metric only from now on", () => {
    expect(mergeSeries({ t: [0], m: {} }, { t: [60], m: { like_pv: [4] } })).toEqual({ t: [0, 60], m: { like_pv: [null, 4] } });
  });
});

it("upsert takes the last of two rows with one id", () => {
  expect(upsert([{ id: "a", v: 1 }], [{ id: "b", v: 1 }, { id: "b", v: 2 }])).toEqual([{ id: "a", v: 1 }, { id: "b", v: 2 }]);
});
