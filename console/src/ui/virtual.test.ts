import { describe, expect, it } from "vitest";
import { offsetsOf, rowAt, windowOf } from "./virtual";

const keys = Array.from({ length: 5000 }, (_, i) => `k${i}`);
const offsets = offsetsOf(keys, new Map([["k1", 100]]), () => 40);

describe("a long list", () => {
  it("knows measured rows and estimates the others", () => {
    expect([offsets[1], offsets[2], offsets[5000]]).toEqual([40, 140, 5000 * 40 + 60]);
  });
  it("finds the row at any height", () => {
    expect([
      rowAt(offsets, 0),
      rowAt(offsets, 39),
      rowAt(offsets, 40),
      rowAt(offsets, 139),
      rowAt(offsets, 140),
      rowAt(offsets, 1e9),
    ]).toEqual([0, 0, 1, 1, 2, 4999]);
  });
  it("draws only what is seen", () => {
    const [from, to] = windowOf(offsets, 100_000, 300, 4);
    expect(to - from).toBeLessThan(20);
    expect(offsets[from] ?? 0).toBeLessThanOrEqual(100_000);
    expect(offsets[to] ?? 0).toBeGreaterThanOrEqual(100_300);
    expect(
      windowOf(
        offsetsOf([], new Map(), () => 1),
        0,
        300,
        4,
      ),
    ).toEqual([0, 0]);
  });
});
