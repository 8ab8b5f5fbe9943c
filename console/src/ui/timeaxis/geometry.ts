/** Where everything on a time axis stands, in px. Pure. */
import { parts } from "@/format/time";
import { niceTop } from "../numbers";
import type { AxisPanel, AxisSeries, Span } from "./model";

export const MINUTE = 60_000;
const TITLE = 18;
const AXIS = 20;
export const ROW = 22;

export interface PanelBox {
  id: string;
  title: string;
  top: number;
  height: number;
}

export interface Geometry {
  width: number;
  height: number;
  left: number;
  right: number;
  top: number;
  /** Below the lowest panel, where the labels of the axis stand. */
  floor: number;
  panels: PanelBox[];
  rows: number[];
}

/** Panels share what the titles, the axis and the track leave, by weight. */
export function geometry(width: number, height: number, panels: readonly AxisPanel[], rows: number, left = 44): Geometry {
  const free = Math.max(60, height - 4 - AXIS - rows * ROW - panels.length * TITLE);
  const sum = panels.reduce((a, p) => a + p.weight, 0) || 1;
  let top = 4;
  const boxes = panels.map((panel) => {
    const box = { id: panel.id, title: panel.title, top: top + TITLE, height: Math.floor((free * panel.weight) / sum) };
    top = box.top + box.height;
    return box;
  });
  return {
    width,
    height,
    left,
    right: width - 16,
    top: 6,
    floor: top,
    panels: boxes,
    rows: Array.from({ length: rows }, (_, i) => top + AXIS + i * ROW),
  };
}

export function xOf(g: Geometry, span: Span, at: number): number {
  return g.left + ((at - span.min) / (span.max - span.min)) * (g.right - g.left);
}

/** Middle of a minute, or now while that is still to come. */
export function middle(at: number, now: number | null): number {
  return now === null ? at + MINUTE / 2 : Math.min(at + MINUTE / 2, Math.max(at, now));
}

export function timeAt(g: Geometry, span: Span, x: number): number {
  return span.min + ((x - g.left) / (g.right - g.left)) * (span.max - span.min);
}

const STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 240].map((m) => m * MINUTE);

/** Round times of the shop's zone, at least 64 px apart. */
export function ticks(span: Span, width: number, zone: string): number[] {
  const most = Math.max(1, Math.floor(width / 64));
  const step = STEPS.find((s) => (span.max - span.min) / s <= most) ?? 480 * MINUTE;
  const p = parts(span.min, zone);
  const offset = Date.UTC(p.year, p.month - 1, p.day, p.hour, p.minute, p.second) - Math.floor(span.min / 1000) * 1000;
  const first = Math.ceil((span.min + offset) / step) * step - offset;
  const found: number[] = [];
  for (let at = first; at <= span.max; at += step) found.push(at);
  return found;
}

/** Top of a panel's scale: round, and never below what is to be seen. */
export function scaleTop(series: readonly AxisSeries[], from: number, to: number): number {
  let top = 0;
  for (const s of series) for (let i = from; i < to; i++) top = Math.max(top, s.values[i] ?? 0, s.band?.high[i] ?? 0);
  return niceTop(top);
}

/** First and past-last index of the minutes inside the span. */
export function slice(minutes: readonly number[], span: Span): [number, number] {
  let from = 0;
  let to = minutes.length;
  while (from < to && (minutes[from] ?? 0) < span.min - MINUTE) from++;
  while (to > from && (minutes[to - 1] ?? 0) > span.max) to--;
  return [from, to];
}

/** Moves labels apart so that none stands on another: at least `gap` px between neighbours, order kept. */
export function spread(wanted: readonly number[], gap: number, low: number, high: number): number[] {
  const order = wanted.map((y, i) => ({ y, i })).sort((a, b) => a.y - b.y);
  let last = low - gap;
  for (const item of order) last = item.y = Math.max(item.y, last + gap);
  let next = high + gap;
  for (const item of [...order].reverse()) next = item.y = Math.min(item.y, next - gap);
  const found: number[] = [];
  for (const item of order) found[item.i] = item.y;
  return found;
}

/** Nearest span inside `domain` with at least five minutes. */
export function clampSpan(span: Span, domain: Span): Span {
  const length = Math.min(Math.max(span.max - span.min, 5 * MINUTE), domain.max - domain.min);
  const min = Math.min(Math.max(span.min, domain.min), domain.max - length);
  return { min, max: min + length };
}

export function zoomed(span: Span, factor: number, centre: number, domain: Span): Span {
  return clampSpan({ min: centre - (centre - span.min) * factor, max: centre + (span.max - centre) * factor }, domain);
}
