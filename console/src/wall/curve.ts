/** The online curve of the wall, 1088 × 188. Gaps stay gaps. Pure. */
import { niceTop } from "@/ui/numbers";

export const BOX = { width: 1088, height: 188, left: 56, top: 12, bottom: 152 };
const MINUTE = 60_000;

export interface Curve {
  lines: string[];
  areas: string[];
  rows: { y: number; value: number }[];
  ticks: { x: number; at: number }[];
  last: { x: number; y: number } | null;
  now: number | null;
  marks: { x: number; title: string; at: number }[];
}

/** A start that is fixed. */
export interface Mark {
  at: number;
  title: string;
}
/** What is planned is drawn this far ahead. */
const AHEAD = 40 * MINUTE;
/** Labels closer than this would run into each other. */
const APART = 160;

/** `now`: up to where something happened; the axis goes on to the fixed starts that come soon. */
export function curve(
  minutes: readonly number[],
  values: readonly (number | null)[],
  now: number,
  fixed: readonly Mark[] = [],
): Curve {
  const known = values.filter((v): v is number => v !== null);
  const start = minutes[0];
  if (start === undefined || !known.length) return { lines: [], areas: [], rows: [], ticks: [], last: null, now: null, marks: [] };
  const top = niceTop(Math.max(...known));
  const soon = fixed.filter((mark) => mark.at > now && mark.at - now <= AHEAD);
  const end = Math.max(now, start + 30 * MINUTE, ...soon.map((mark) => mark.at + 3 * MINUTE));
  const x = (at: number): number => BOX.left + ((at - start) / (end - start)) * (BOX.width - BOX.left);
  const y = (v: number): number => BOX.bottom - (v / top) * (BOX.bottom - BOX.top);
  const runs: [number, number][][] = [[]];
  minutes.forEach((at, i) => {
    const v = values[i];
    if (v === null || v === undefined) runs.push([]);
    else runs.at(-1)?.push([x(at), y(v)]);
  });
  const drawn = runs.filter((run) => run.length > 1);
  const path = (run: [number, number][]): string => run.map(([px, py], i) => `${i ? "L" : "M"}${px.toFixed(1)} ${py.toFixed(1)}`).join("");
  const step = ([15, 30, 60, 120, 240].find((m) => (end - start) / (m * MINUTE) <= 7) ?? 480) * MINUTE;
  const ticks: { x: number; at: number }[] = [];
  for (let at = Math.ceil(start / step) * step; at <= end; at += step) ticks.push({ x: x(at), at });
  const point = drawn.at(-1)?.at(-1);
  return {
    lines: drawn.map(path),
    areas: drawn.map(
      (run) => `${path(run)}L${(run.at(-1)?.[0] ?? 0).toFixed(1)} ${BOX.bottom}L${(run[0]?.[0] ?? 0).toFixed(1)} ${BOX.bottom}Z`,
    ),
    rows: [0, top / 2, top].map((value) => ({ y: y(value), value })),
    ticks,
    last: point ? { x: point[0], y: point[1] } : null,
    now: soon.length ? x(now) : null,
    marks: soon
      .map((mark) => ({ x: Math.min(BOX.width - 70, x(mark.at)), title: mark.title, at: mark.at }))
      .filter((mark, i, all) => i === 0 || mark.x - (all[i - 1]?.x ?? 0) >= APART),
  };
}
