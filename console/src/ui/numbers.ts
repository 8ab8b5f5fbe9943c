/** Small arithmetic of pages. An unknown is never a zero: sums and means are taken over what is known. */
import { plain } from "@/format/number";
import type { Lang } from "@/prefs/prefs";

export type Maybe = number | null | undefined;
export interface Change {
  text: string;
  direction: "rise" | "fall" | "flat" | "none";
}

export function known(value: Maybe): value is number {
  return value !== null && value !== undefined && Number.isFinite(value);
}

/** Sum of the known values, null when there is none. */
export function total(values: readonly Maybe[]): number | null {
  const found = values.filter(known);
  return found.length ? found.reduce((a, b) => a + b, 0) : null;
}

/** Mean of the known values, null when there is none. */
export function mean(values: readonly Maybe[]): number | null {
  const sum = total(values);
  return sum === null ? null : sum / values.filter(known).length;
}

/** (now − base) / base, null without a base. */
export function growth(now: Maybe, base: Maybe): number | null {
  return known(now) && known(base) && base !== 0 ? (now - base) / Math.abs(base) : null;
}

/** a / b, null when either is unknown or b is 0. */
export function ratio(a: Maybe, b: Maybe): number | null {
  return known(a) && known(b) && b !== 0 ? a / b : null;
}

/** Axis labels, as short as is exact: 2,000, 1.5万, 15k. */
export function axisLabel(value: number, lang: Lang): string {
  const size = Math.abs(value);
  if (size < 1e4) return plain(value, 1, 0);
  const steps: [number, string][] =
    lang === "zh"
      ? [
          [1e8, "亿"],
          [1e4, "万"],
        ]
      : [
          [1e9, "B"],
          [1e6, "M"],
          [1e3, "k"],
        ];
  const [step, mark] = steps.find(([from]) => size >= from) ?? [1, ""];
  return `${Number((value / step).toFixed(2))}${mark}`;
}

/** The smallest round number ≥ value: 1, 2, 2.5, 5 × 10ⁿ. */
export function niceTop(value: number): number {
  if (!(value > 0)) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  const step = [1, 2, 2.5, 5, 10].find((s) => s * power >= value * 1.0001) ?? 10;
  return step * power;
}
