/** A layout while it is edited: places on the grid within the safe area, and a way back from every change. Pure. */
import type { OverlayLayout } from "@/api/frames";

export type Size = "tall" | "wide";
export const UNIT = 24;
export const PIXELS: Record<Size, readonly [number, number]> = { tall: [1080, 1920], wide: [1920, 1080] };
/** left, top, right, bottom in units; the server refuses what lies outside. */
export const SAFE: Record<Size, readonly [number, number, number, number]> = { tall: [2, 3, 43, 68], wide: [2, 2, 78, 43] };
export const KINDS = ["seller", "proof", "offer", "countdown", "stock", "qa", "next", "subtitles", "text", "ai_label", "comments"] as const;
export type Kind = (typeof KINDS)[number];
export const WITH_LINES: ReadonlySet<string> = new Set(["proof", "text"]);
const LEAST = 2;
const USUAL: Record<Kind, readonly [number, number]> = {
  seller: [34, 6], proof: [28, 12], offer: [38, 24], countdown: [30, 7], stock: [30, 7], qa: [30, 9], next: [34, 3], subtitles: [37, 5], text: [24, 6], ai_label: [7, 3], comments: [30, 16],
};

export interface DraftWidget {
  id: string;
  kind: Kind;
  x: number;
  y: number;
  w: number;
  h: number;
  lines: string[];
  parts: string[];
  offer: string | null;
  hold: "top" | "bottom";
}
export interface Draft {
  size: Size;
  theme: string;
  widgets: DraftWidget[];
  scene: string[];
}
export type Drawn = OverlayLayout;

const clamp = (value: number, low: number, high: number): number => Math.min(Math.max(value, low), Math.max(low, high));

/** Kept inside the safe area, whatever was asked for. */
export function placed(one: DraftWidget, change: Partial<Pick<DraftWidget, "x" | "y" | "w" | "h">>, size: Size): DraftWidget {
  const [left, top, right, bottom] = SAFE[size];
  const w = clamp(Math.round(change.w ?? one.w), LEAST, right - left);
  const h = clamp(Math.round(change.h ?? one.h), LEAST, bottom - top);
  return { ...one, w, h, x: clamp(Math.round(change.x ?? one.x), left, right - w), y: clamp(Math.round(change.y ?? one.y), top, bottom - h) };
}

const overlap = (a: DraftWidget, b: DraftWidget): boolean => a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;

/** A new widget at the first free place, or at the top where there is none. */
export function added(draft: Draft, kind: Kind): Draft {
  const [left, top, right, bottom] = SAFE[draft.size];
  const [w, h] = USUAL[kind];
  const taken = new Set(draft.widgets.map((one) => one.id));
  let n = 1;
  while (taken.has(`${kind}_${n}`)) n++;
  const blank: DraftWidget = { id: `${kind}_${n}`, kind, x: left, y: top, w: Math.min(w, right - left), h, lines: WITH_LINES.has(kind) ? [""] : [], parts: ["price", "countdown", "stock", "terms"], offer: null, hold: "top" };
  for (let y = top; y + h <= bottom; y++) {
    for (let x = left; x + blank.w <= right; x++) {
      const here = { ...blank, x, y };
      if (!draft.widgets.some((one) => overlap(one, here))) return { ...draft, widgets: [...draft.widgets, here] };
    }
  }
  return { ...draft, widgets: [...draft.widgets, blank] };
}

export const changed = (draft: Draft, id: string, change: (one: DraftWidget) => DraftWidget): Draft => ({
  ...draft,
  widgets: draft.widgets.map((one) => (one.id === id ? change(one) : one)),
});

export const without = (draft: Draft, id: string): Draft => ({ ...draft, widgets: draft.widgets.filter((one) => one.id !== id) });

/** Steps back and forward; typing in one field is one step. */
export class History {
  private past: Draft[] = [];
  private future: Draft[] = [];
  private last = "";

  constructor(public now: Draft) {}

  push(next: Draft, step = ""): void {
    if (!step || step !== this.last) this.past.push(this.now);
    this.past = this.past.slice(-100);
    this.last = step;
    this.future = [];
    this.now = next;
  }
  undo(): boolean {
    const back = this.past.pop();
    if (!back) return false;
    this.future.push(this.now);
    this.now = back;
    this.last = "";
    return true;
  }
  redo(): boolean {
    const next = this.future.pop();
    if (!next) return false;
    this.past.push(this.now);
    this.now = next;
    this.last = "";
    return true;
  }
  get canUndo(): boolean {
    return this.past.length > 0;
  }
  get canRedo(): boolean {
    return this.future.length > 0;
  }
}

const NUMBER = /[0-9０-９①-⑨零一二三四五六七八九十百千万两几数上]+[0-9,.]*\s*[多余+万千kKwW]*/;

/** The words with their number replaced by the token that the finding names; null when it names none. */
export function withToken(text: string, start: number, end: number, rewrite: string): { text: string; token: string } | null {
  const token = /\{[a-z_.]+\}/.exec(rewrite)?.[0];
  if (!token) return null;
  const matched = text.slice(start, end);
  const said = NUMBER.test(matched) ? matched.replace(NUMBER, token) : token;
  return { token, text: text.slice(0, start) + said + text.slice(end) };
}
