import { describe, expect, it } from "vitest";
import { axisOf } from "./axis";
import type { Check, Firing, Kit, TestedShow } from "./data";
import { behind, limited, liveOf, timed, valued, verdict } from "./values";
import { zh } from "./words.zh";

const kit = { readings: [{ name: "ctr", label: "点击率", unit: "ratio" }, { name: "online", label: "在线", unit: "people" }], acts: [], facts: {} } as unknown as Kit;
const check = (more: Partial<Check> = {}): Check => ({
  reading: "ctr", window_s: 300, op: "<", value: 0.045, limit: 0.05, state: "ok", met: true, n: 20, min_n: 10, numerator: null, denominator: null, low: null, high: null, basis: "fixed", shows: null, over_s: null, ...more,
});
const firing = (at: number, live: boolean): Firing => ({ at, product: null, checks: [check()], live, answer: null, deeds: [{ at: at + 1000, action: "whisper", by: "per_1" }], before: 1, after: null });
const show = (...would: Firing[]): TestedShow => ({ show: "s", title: "", started_at: 0, ticks: 9, fired: would.length, per_hour: 1, blind: 0, would, last: null, problem: null });

describe("what a rule saw", () => {
  it("is written in its unit, and what is not known is not 0", () => {
    expect([valued(0.045, "ctr", kit, zh), valued(1200, "online", kit, zh), valued(null, "online", kit, zh)]).toEqual(["4.5%", "1,200 人", "—"]);
    expect([limited(check(), kit, zh), limited(check({ limit: null }), kit, zh)]).toEqual(["低于 5.0%", "没有常态"]);
    expect(behind(check({ low: 0.01, high: 0.02, numerator: 9, denominator: 200 }), kit, zh, "zh")).toBe("[1.0%，2.0%] · 9 / 200");
    expect([verdict(check()), verdict(check({ met: false })), verdict(check({ met: null }))]).toEqual(["yes", "no", "unknown"]);
  });
  it("stands in time order, both rules beside each other, and what people did once", () => {
    const rows = timed(show(firing(60_000, true), firing(180_000, false)), show(firing(60_000, false)));
    expect(rows.map((one) => [one.firing.at, one.which])).toEqual([[60_000, "edited"], [60_000, "saved"], [180_000, "saved"]]);
    expect(liveOf(show(firing(1, true), firing(2, false)))).toBe(1);
    const axis = axisOf([[0, 5], [60_000, null]], rows, true, zh, { time: String, act: (name) => name });
    expect([axis.minutes, axis.series[0]?.values, axis.rows]).toEqual([[0, 60_000], [5, null], ["保存的", "改动后", "人做的"]]);
    expect(axis.marks.map((mark) => [mark.row, mark.shape])).toEqual([[1, "triangle"], [0, "square"], [0, "triangle"], [2, "diamond"], [2, "diamond"]]);
  });
});
