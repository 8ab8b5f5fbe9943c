import { describe, expect, it } from "vitest";
import { dark } from "@/theme/tokens";
import { geometry, MINUTE } from "./geometry";
import type { AxisData, AxisSeries } from "./model";
import type { Piece, Stage } from "./pieces";
import { over, under } from "./scene";

const M = MINUTE;
const series: AxisSeries = {
  id: "a",
  label: "在线",
  unit: "人",
  panel: "p",
  colour: "c1",
  kind: "line",
  values: [1, 2, null],
  write: String,
};
function stage(more: Partial<AxisData>): Stage {
  const data: AxisData = {
    minutes: [0, M, 2 * M],
    series: [series],
    panels: [{ id: "p", title: "在线 · 人", weight: 1 }],
    blocks: [],
    marks: [],
    rows: ["流程", "动作"],
    now: 2 * M,
    ...more,
  };
  return {
    data,
    g: geometry(800, 300, data.panels, data.rows.length),
    span: { min: 0, max: 20 * M },
    on: new Set(["a"]),
    zone: "UTC",
    colours: dark,
    font: "sans-serif",
  };
}
const words = (pieces: Piece[]): string[] => pieces.flatMap((p) => (p.type === "text" ? [String(p.style.text)] : []));

describe("the scene", () => {
  it("names the last known value at the end of a line", () => {
    expect(words(over(stage({})))).toContain("{a|在线} {b|2}");
  });
  it("draws what happened filled and what is planned dashed", () => {
    const blocks = [
      { id: "1", at: 0, end: 5 * M, label: "炒锅", colour: "c5" as const, planned: false },
      { id: "2", at: 6 * M, end: 9 * M, label: "铲勺", colour: "c3" as const, planned: true },
    ];
    const rects = over(stage({ blocks })).filter((p) => p.type === "rect");
    expect(rects.filter((p) => p.style.lineDash)).toHaveLength(1);
    expect(words(over(stage({ blocks })))).toEqual(expect.arrayContaining(["炒锅", "铲勺"]));
  });
  it("hatches the time to come, and nothing after the show", () => {
    const lines = (now: number | null): number => under(stage({ now })).filter((p) => p.style.opacity === 0.5).length;
    expect(lines(2 * M)).toBeGreaterThan(10);
    expect(lines(null)).toBe(0);
  });
  it("drops the words of a mark before they reach the next one, never the mark", () => {
    const marks = [0, 0.2, 8].map((at, i) => ({
      id: String(i),
      at: at * M,
      row: 1,
      shape: "diamond" as const,
      label: "置顶炒锅",
      detail: "",
    }));
    const pieces = over(stage({ marks, now: null }));
    expect(pieces.filter((p) => p.type === "polygon")).toHaveLength(3);
    expect(words(pieces).filter((w) => w === "置顶炒锅").length).toBeLessThan(3);
  });
  it("breaks the usual band where it is unknown", () => {
    const banded = { ...series, values: [1, 2, 2, 2, 2], band: { low: [1, 1, null, 1, 1], high: [2, 2, null, 2, 2] } };
    const polygons = under(stage({ series: [banded], minutes: [0, 1, 2, 3, 4].map((i) => i * M) })).filter((p) => p.type === "polygon");
    expect(polygons).toHaveLength(2);
  });
});
