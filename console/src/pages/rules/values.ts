/** Values of conditions as people read them, and firings as marks under a curve. Pure. */
import { interval, MISSING, plain, rate } from "@/format/number";
import type { Lang } from "@/prefs/prefs";
import type { Check, Firing, Kit, TestedShow } from "./data";
import type { RuleWords } from "./words";

export const unitOf = (reading: string, kit: Kit): string => kit.readings.find((one) => one.name === reading)?.unit ?? "count";
export const labelOf = (reading: string, kit: Kit): string => kit.readings.find((one) => one.name === reading)?.label ?? reading;

/** In the reading's unit; what is not known is —. */
export function valued(value: number | null | undefined, reading: string, kit: Kit, w: RuleWords): string {
  if (value === null || value === undefined) return MISSING;
  const unit = unitOf(reading, kit);
  if (unit === "ratio") return rate(value);
  const sign = w.units[unit] ?? "";
  return `${plain(value, Math.abs(value) < 10 ? 2 : Math.abs(value) < 100 ? 1 : 0, 0)}${sign === "×" ? "" : " "}${sign}`.trim();
}
export function windowed(seconds: number): string {
  return seconds < 60 ? `${seconds} s` : `${Number((seconds / 60).toFixed(1))} min`;
}
export function limited(check: Check, kit: Kit, w: RuleWords): string {
  if (check.limit === null) return w.noBasis;
  return `${w.ops[check.op] ?? check.op} ${valued(check.limit, check.reading, kit, w)}`;
}
/** Numerator over denominator, or the interval, where there is one. */
export function behind(check: Check, kit: Kit, w: RuleWords, lang: Lang): string {
  const write = (value: number | null | undefined): string => valued(value, check.reading, kit, w);
  const parts = [];
  if (typeof check.low === "number" && typeof check.high === "number") parts.push(interval(check.low, check.high, write, lang));
  if (typeof check.numerator === "number" && typeof check.denominator === "number") parts.push(`${plain(check.numerator, 1, 0)} / ${plain(check.denominator, 1, 0)}`);
  return parts.join(" · ");
}
export function verdict(check: Check): "yes" | "no" | "unknown" {
  return check.met === null || check.met === undefined ? "unknown" : check.met ? "yes" : "no";
}

export interface Timed {
  id: string;
  which: "saved" | "edited";
  firing: Firing;
}
/** Firings of both rules in one show, by time. */
export function timed(saved: TestedShow | undefined, edited: TestedShow | undefined): Timed[] {
  const of = (which: Timed["which"], show: TestedShow | undefined): Timed[] =>
    (show?.would ?? []).map((firing, i) => ({ id: `${which}.${i}`, which, firing }));
  return [...of("saved", saved), ...of("edited", edited)].sort((a, b) => a.firing.at - b.firing.at || a.which.localeCompare(b.which));
}
/** How many of the firings were really proposed then. */
export const liveOf = (show: TestedShow): number => show.would.filter((one) => one.live).length;
