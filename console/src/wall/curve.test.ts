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
  it("draws nothing for nothing", () => {
    expect(curve([], [], 0).lines).toEqual([]);
    expect(curve([0], [null], 0).last).toBeNull();
  });
});
