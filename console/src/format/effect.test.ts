import { describe, expect, it } from "vitest";
import { figures, place, signed, span, sure } from "./effect";

describe("effects", () => {
  it("are never told without their interval", () => {
    expect(figures({ effect: 0.18, i95: { low: 0.06, high: 0.31 } }, "zh")).toBe("+18% [+6%，+31%]");
    expect(figures({ effect: -0.054, i95: { low: -0.2, high: 0.001 } }, "en")).toBe("−5% [−20%, 0%]");
    expect(figures({ effect: 0.18, i95: null }, "zh")).toBe("—");
    expect(signed(null)).toBe("—");
  });
  it("are sure when 0 lies outside", () => {
    expect(sure({ i95: { low: 0.01, high: 0.3 } })).toBe(true);
    expect(sure({ i95: { low: -0.01, high: 0.3 } })).toBe(false);
    expect(sure({})).toBe(false);
  });
  it("share one line with 0 on it", () => {
    const line = span([{ i95: { low: 0.38, high: 0.95 } }, { i95: { low: -0.16, high: 0.46 } }, {}]);
    expect(line).toEqual({ low: -0.25, high: 1 });
    expect(place(0, line, 100)).toBe(20);
    expect(place(9, line, 100)).toBe(100);
    expect(span([])).toEqual({ low: -0.25, high: 0.25 });
  });
});
