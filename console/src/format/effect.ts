/** A measured effect in words and on a line. Pure. */
import type { Lang } from "@/prefs/prefs";
import { interval, MISSING, plain } from "./number";

export interface Range {
  low: number;
  high: number;
}
/** Relative: 0.18 = +18 %; null = not known. */
export interface Figures {
  effect?: number | null | undefined;
  i80?: Range | null | undefined;
  i95?: Range | null | undefined;
}

/** +18%, −5%, 0%. */
export function signed(share: number | null | undefined): string {
  if (share === null || share === undefined) return MISSING;
  const whole = Math.round(share * 100);
  return `${whole > 0 ? "+" : whole < 0 ? "−" : ""}${plain(Math.abs(whole), 0)}%`;
}

/** Never without its interval. */
export function figures({ effect, i95 }: Figures, lang: Lang): string {
  if (effect === null || effect === undefined || !i95) return MISSING;
  return `${signed(effect)} ${interval(i95.low, i95.high, signed, lang)}`;
}

/** Whether 0 lies outside the interval. */
export const sure = ({ i95 }: Figures): boolean => !!i95 && (i95.low > 0 || i95.high < 0);

/** The common line of several effects: holds 0 and all intervals, to a step of 25 %, at most −100 % to +300 %. */
export function span(all: readonly Figures[]): Range {
  const ends = all.flatMap(({ i95 }) => (i95 ? [i95.low, i95.high] : []));
  const step = 0.25;
  const low = Math.max(-1, Math.floor(Math.min(-step, ...ends) / step) * step);
  const high = Math.min(3, Math.ceil(Math.max(step, ...ends) / step) * step);
  return { low, high };
}

/** Where on a line of `width` a value lies; what is beyond lies at its end. */
export const place = (value: number, { low, high }: Range, width: number): number =>
  (Math.min(Math.max(value, low), high) - low) / (high - low) * width;
