import { describe, expect, it } from "vitest";
import { lanes, leadOf, MARKS, place } from "./timeline";

const HOUR = 3_600_000;

describe("the line before a show", () => {
  it("puts every mark at an equal distance and keeps the order in between", () => {
    MARKS.forEach((mark, n) => expect(place(mark)).toBeCloseTo(n / (MARKS.length - 1)));
    const leads = [200 * HOUR, 100 * HOUR, 40 * HOUR, 3 * HOUR, HOUR / 3, 0, -HOUR];
    const places = leads.map(place);
    expect(places).toEqual([...places].sort((a, b) => a - b));
    expect(places.at(0)).toBe(0);
    expect(places.at(-1)).toBe(1);
  });

  it("says a lead in its largest whole unit", () => {
    expect(leadOf(48 * HOUR)).toEqual({ value: 2, unit: "d" });
    expect(leadOf(36 * HOUR)).toEqual({ value: 36, unit: "h" });
    expect(leadOf(HOUR / 2)).toEqual({ value: 30, unit: "min" });
    expect(leadOf(0)).toEqual({ value: 0, unit: "min" });
  });

  it("gives blocks that would lie on each other lanes of their own", () => {
    expect(lanes([0, 0.1, 0.2, 0.95, 1], 0.2)).toEqual([0, 1, 0, 0, 1]);
  });
});
