import { describe, expect, it } from "vitest";
import { BOX, curve } from "./curve";

const M = 60_000;
const minutes = [0, 1, 2, 3, 4, 5].map((i) => i * M);

describe("the curve of the wall", () => {
  it("breaks where minutes are missing", () => {
    const drawn = curve(minutes, [10, 20, null, null, 30, 40], 5 * M);
    expect(drawn.lines).toHaveLength(2);
    expect(drawn.lines[0]?.startsWith(`M${BOX.left.toFixed(1)} `)).toBe(true);
  });
  it("starts its scale at zero", () => {
    expect(curve(minutes, [10, 20, 30, 30, 30, 39], 5 * M).rows.map((r) => r.value)).toEqual([0, 25, 50]);
  });
  it("goes on to fixed starts that come soon, and to no others", () => {
    const now = 60 * M;
    const soon = curve([0, 60 * M], [1, 2], now, [
      { at: 90 * M, title: "秒杀" },
      { at: 200 * M, title: "later" },
      { at: 30 * M, title: "past" },
    ]);
    expect(soon.marks.map((m) => m.title)).toEqual(["秒杀"]);
    expect(soon.now).toBeLessThan(soon.marks[0]?.x ?? 0);
    expect(curve([0, 60 * M], [1, 2], now).now).toBeNull();
  });
  it("draws nothing for nothing", () => {
    expect(curve([], [], 0).lines).toEqual([]);
    expect(curve([0], [null], 0).last).toBeNull();
  });
});
