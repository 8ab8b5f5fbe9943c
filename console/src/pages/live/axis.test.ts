import { describe, expect, it } from "vitest";
import type { LiveState, LiveTrack } from "@/live/stream";
import { axisData, marksOf, spans } from "./axis";
import { liveWords } from "./words";

const M = 60_000;
const named = { words: liveWords.zh, lang: "zh" as const, goods: new Map() };
const state = (m: Record<string, (number | null)[]>): LiveState =>
  ({
    show: { currency: "CNY", started_at: 0, ended_at: null },
    clock: 3 * M,
    series: { t: [0, M, 2 * M], m },
    track: [],
    products: [],
  }) as unknown as LiveState;
const values = (s: LiveState, id: string, now: number | null) => axisData(s, [], now, named).series.find((one) => one.id === id)?.values;

describe("live curves", () => {
  it("leave out the running minute of counts, not of readings", () => {
    const s = state({ online: [5, 6, 7], view_pv: [9, 9, 1] });
    expect(values(s, "view_pv", 2 * M + 20_000)).toEqual([9, 9, null]);
    expect(values(s, "online", 2 * M + 20_000)).toEqual([5, 6, 7]);
    expect(values(s, "view_pv", 3 * M)).toEqual([9, 9, 1]);
    expect(values(s, "view_pv", null)).toEqual([9, 9, 1]);
  });
  it("draw money in major units and keep gaps", () => {
    expect(values(state({ gmv: [10_000, null, 250] }), "gmv", null)).toEqual([100, null, 2.5]);
  });
  it("give interaction a scale of its own when it would flatten the others", () => {
    const panel = (m: Record<string, number[]>) => axisData(state(m), [], null, named).series.find((s) => s.id === "interact_pv")?.panel;
    expect(panel({ interact_pv: [200], view_pv: [300], prod_click_pv: [10] })).toBe("flow");
    expect(panel({ interact_pv: [2000], view_pv: [300], prod_click_pv: [10] })).toBe("talk");
  });
  it("follow now, and show a finished show whole", () => {
    const s = state({ online: [1, 1, 1] });
    expect(spans(s, 200 * M).usual).toEqual({ min: 130 * M, max: 215 * M });
    expect(spans(s, null).usual).toEqual({ min: 0, max: 10 * M });
    const over = { ...s, show: { ...s.show, ended_at: 120 * M }, series: { ...s.series, t: [0, 500 * M] } };
    expect(spans(over, null).usual).toEqual({ min: 0, max: 120 * M });
  });
});

describe("marks", () => {
  const item = (more: Partial<LiveTrack>): LiveTrack => ({
    id: "x",
    at: 0,
    kind: "action",
    label: "p1",
    end: null,
    product: null,
    by: "阿哲",
    auto: false,
    undone: false,
    data: {},
    ...more,
  });
  it("call a proposal by its words, not by its rule's id", () => {
    const told = item({ kind: "proposal", label: "ask_size", by: null, data: { tag: { zh: "提问聚集", en: "Questions" } } });
    const label = (lang: "zh" | "en", it_ = told) => marksOf([it_], { ...named, lang })[0]?.label;
    expect([label("zh"), label("en"), label("zh", { ...told, data: {} })]).toEqual(["提问聚集", "Questions", "ask_size"]);
  });
  it("say by shape who acted, and forget what was undone", () => {
    const shapes = marksOf(
      [item({}), item({ auto: true }), item({ kind: "incident" }), item({ kind: "note" }), item({ undone: true })],
      named,
    ).map((m) => [m.shape, m.row]);
    expect(shapes).toEqual([
      ["diamond", 1],
      ["diamond-open", 1],
      ["triangle", 2],
      ["flag", 2],
    ]);
  });
});
