import { describe, expect, it } from "vitest";
import { clampSpan, geometry, MINUTE, scaleTop, slice, spread, ticks, timeAt, xOf, zoomed } from "./geometry";
import type { AxisSeries } from "./model";

const start = Date.UTC(2026, 10, 21, 11, 30);
const span = { min: start, max: start + 90 * MINUTE };

describe("geometry", () => {
  it("gives panels their share and the track its rows", () => {
    const g = geometry(
      752,
      416,
      [
        { id: "a", title: "", weight: 2 },
        { id: "b", title: "", weight: 1 },
      ],
      3,
    );
    expect(Math.abs((g.panels[0]?.height ?? 0) - 2 * (g.panels[1]?.height ?? 0))).toBeLessThanOrEqual(1);
    expect(g.rows).toHaveLength(3);
    expect((g.rows[2] ?? 0) + 22).toBeLessThanOrEqual(416);
    expect(g.floor).toBeLessThan(g.rows[0] ?? 0);
  });
  it("maps times to px and back", () => {
    const g = geometry(752, 416, [{ id: "a", title: "", weight: 1 }], 0);
    expect([xOf(g, span, span.min), xOf(g, span, span.max)]).toEqual([44, 736]);
    expect(timeAt(g, span, xOf(g, span, start + 7 * MINUTE))).toBeCloseTo(start + 7 * MINUTE, 0);
  });
});

describe("ticks", () => {
  it("stand on round times of the zone of the shop", () => {
    const found = ticks(span, 692, "Asia/Shanghai").map((at) => new Date(at).toISOString().slice(11, 16));
    expect(found).toEqual(["11:30", "11:40", "11:50", "12:00", "12:10", "12:20", "12:30", "12:40", "12:50", "13:00"]);
  });
  it("follow a zone with half an hour", () => {
    const wide = ticks({ min: start, max: start + 600 * MINUTE }, 692, "Asia/Kolkata");
    expect(new Date(wide[0] ?? 0).toISOString().slice(14, 16)).toBe("30");
  });
});

describe("labels", () => {
  it("never stand on each other", () => {
    expect(spread([100, 101, 160], 15, 0, 400)).toEqual([100, 115, 160]);
    expect(spread([396, 398], 15, 0, 400)).toEqual([385, 400]);
    expect(spread([101, 100], 15, 0, 400)).toEqual([115, 100]);
  });
});

describe("spans", () => {
  it("stay inside the show and above five minutes", () => {
    expect(clampSpan({ min: start - 10 * MINUTE, max: start + 20 * MINUTE }, span)).toEqual({ min: start, max: start + 30 * MINUTE });
    const tiny = zoomed(span, 0.001, start + 45 * MINUTE, span);
    expect(tiny.max - tiny.min).toBe(5 * MINUTE);
    expect(zoomed(span, 9, start, span)).toEqual(span);
  });
  it("scale to what is seen", () => {
    const minutes = [0, 1, 2, 3].map((i) => start + i * MINUTE);
    const series: AxisSeries = {
      id: "x",
      label: "",
      unit: "",
      panel: "p",
      colour: "c1",
      kind: "line",
      values: [9000, null, 17, 12],
      write: String,
    };
    const [from, to] = slice(minutes, { min: start + 3 * MINUTE, max: start + 3 * MINUTE });
    expect([from, to, scaleTop([series], from, to)]).toEqual([2, 4, 20]);
  });
});
