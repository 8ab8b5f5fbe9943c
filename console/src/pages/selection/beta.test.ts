import { describe, expect, it } from "vitest";
import { curve, mean, quantile, range, spread } from "./beta";

describe("a Beta distribution", () => {
  it("has the mean and the spread of the book", () => {
    expect(mean({ alpha: 2, beta: 6 })).toBeCloseTo(0.25);
    expect(spread({ alpha: 2, beta: 6 })).toBeCloseTo(Math.sqrt(12 / (64 * 9)));
  });
  it("has quantiles that a table of Beta(2, 6) gives", () => {
    expect(quantile({ alpha: 2, beta: 6 }, 0.1)).toBeCloseTo(0.0788, 2);
    expect(quantile({ alpha: 2, beta: 6 }, 0.9)).toBeCloseTo(0.4526, 2);
  });
  it("does not overflow with thousands of trials", () => {
    const points = curve({ alpha: 1200, beta: 7800 }, range({ alpha: 1200, beta: 7800 }, 0.07));
    expect(points.every(([, y]) => y >= 0 && y <= 1)).toBe(true);
    expect(Math.max(...points.map(([, y]) => y))).toBe(1);
  });
  it("shows the mark", () => {
    const [low, high] = range({ alpha: 50, beta: 450 }, 0.3);
    expect(low).toBeLessThan(0.1);
    expect(high).toBeGreaterThan(0.3);
  });
});
