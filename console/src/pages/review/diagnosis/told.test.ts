import { describe, expect, it } from "vitest";
import { type Diagnosis, largest, scale, sentence, signedMoney, steps, ticks } from "./told";
import { diagnosisWords } from "./words";

const link = (to: string, part: number, out = false) => ({
  to, since: null, name: { zh: to, en: to }, base: 1, target: 1, part, low: part - 10, high: part + 10, usual: 5, strays: 0, out, merged: [],
});
const told = (part: Partial<Diagnosis>): Diagnosis => ({
  show: "s", state: "below", currency: "CNY", target: 90_000, base: 100_000, change: -10_000, top: "pay_uv", links: [link("view_uv", 5_000), link("pay_uv", -15_000, true)],
  broken: null, findings: [], parts: {}, past: [], cut: 0, needed: 5, level: 0.06, cover: 0.8, ...part,
});
const zh = { currency: "CNY", lang: "zh" } as const;

describe("diagnosis", () => {
  it("hangs each step where the last one ended, and ends at the show", () => {
    const all = steps(told({}), "zh", diagnosisWords.zh);
    expect(all.map((s) => s.to)).toEqual([100_000, 105_000, 90_000, 90_000]);
    expect(steps(told({ broken: "pay_uv" }), "zh", diagnosisWords.zh).at(-1)?.id).toBe("pay_uv");
    expect(steps(told({ base: null }), "zh", diagnosisWords.zh)).toEqual([]);
  });
  it("cuts the axis only where nothing is lost, at round amounts", () => {
    const { low, high } = scale(steps(told({}), "zh", diagnosisWords.zh));
    expect(low).toBeGreaterThan(0);
    expect(high).toBeGreaterThan(105_000);
    expect(ticks(83_000, 109_000)).toEqual([90_000, 100_000]);
  });
  it("says what fell, or that it is as usual", () => {
    expect(sentence(told({}), zh, diagnosisWords.zh).join("|")).toContain("主要少在「pay_uv」：−¥150");
    expect(sentence(told({ change: 1 }), zh, diagnosisWords.zh).join("|")).toContain("但「pay_uv」吃掉");
    expect(sentence(told({ state: "normal" }), zh, diagnosisWords.zh).at(-1)).toContain("波动之内");
    expect(signedMoney(null, zh)).toBe("—");
  });
  it("names the largest link of a part", () => {
    const part = { key: "p", label: null, base: 1, target: 1, change: 0, links: { click: -3, pay: 2 } };
    expect(largest(part)).toEqual({ stage: "click", money: -3 });
    expect(largest({ ...part, links: null })).toBeNull();
  });
});
