import { describe, expect, it } from "vitest";
import { cellUnit, changeUnit, writeUnit } from "./units";

const zh = { currency: "CNY", lang: "zh" } as const;

describe("units", () => {
  it("write each kind of number its own way", () => {
    expect([
      writeUnit(19034400, "money", { ...zh, short: true }),
      writeUnit(13615, "money/person", zh),
      writeUnit(0.872, "ratio", zh),
      writeUnit(635, "s/person", zh),
      writeUnit(26480, "people", zh),
      writeUnit(null, "people", zh),
    ]).toEqual(["¥19.03万", "¥136.15", "87.2%", "10:35", "26,480", "—"]);
  });
  it("leave the sign to the head of a column", () => {
    expect([cellUnit(7047900, "money", zh), cellUnit(0.5, "ratio", zh)]).toEqual(["70,479", "50.0%"]);
  });
  it("compare rates in points, times in time, the rest in per cent", () => {
    expect(changeUnit(0.872, 0.914, "ratio", zh)).toEqual({ text: "▼ 4.2 点", direction: "fall" });
    expect(changeUnit(635, 604, "s", zh)).toEqual({ text: "▲ 00:31", direction: "rise" });
    expect(changeUnit(111.6, 100, "money", zh)).toEqual({ text: "▲ 11.6%", direction: "rise" });
    expect([changeUnit(1, 0, "money", zh), changeUnit(null, 1, "ratio", zh)]).toEqual([null, null]);
  });
});
