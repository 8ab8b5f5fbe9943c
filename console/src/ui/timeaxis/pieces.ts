/** The words that scenes are written in: shapes in px, and what they are drawn from. */
import type { Tokens } from "@/theme/tokens";
import type { Geometry } from "./geometry";
import type { AxisData, Span } from "./model";

export interface Piece {
  type: "line" | "rect" | "text" | "circle" | "polygon" | "polyline";
  shape?: Record<string, unknown>;
  style: Record<string, unknown>;
  z2?: number;
}

export interface Stage {
  data: AxisData;
  g: Geometry;
  span: Span;
  on: ReadonlySet<string>;
  zone: string;
  colours: Tokens;
  font: string;
}

export const line = (x1: number, y1: number, x2: number, y2: number, stroke: string, dash?: number[]): Piece => ({
  type: "line",
  shape: { x1, y1, x2, y2 },
  style: { stroke, lineWidth: 1, lineDash: dash },
});
export const text = (stage: Stage, x: number, y: number, words: string, fill: string, more: Record<string, unknown> = {}): Piece => ({
  type: "text",
  style: { x, y, text: words, fill, font: `11px ${stage.font}`, textVerticalAlign: "middle", ...more },
});

/** About how many px of an 11 px line a text takes. */
export function wide(words: string): number {
  let px = 0;
  for (const sign of words) px += sign > "\u2e80" ? 11 : 6;
  return px;
}
