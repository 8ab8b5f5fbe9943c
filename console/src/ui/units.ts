/** How a number of the dictionary is written, by its unit. Money is in minor units of the show's currency. */
import { amount, exponent, money, sign } from "@/format/money";
import { count, points, rate, change as written } from "@/format/number";
import { duration } from "@/format/time";
import type { Lang } from "@/prefs/prefs";
import { type Change, growth, known, type Maybe } from "./numbers";

export interface Style {
  currency: string;
  lang: Lang;
  /** Tiles shorten money from 10,000; tables and sentences never do. */
  short?: boolean;
}

const isMoney = (unit: string): boolean => unit.startsWith("money");
const isSeconds = (unit: string): boolean => unit === "s" || unit.startsWith("s/");

export function writeUnit(value: Maybe, unit: string, style: Style): string {
  if (!known(value)) return "—";
  if (isMoney(unit))
    return money(
      Math.round(value),
      style.currency,
      style.lang,
      moneyStyle(Math.abs(value) / 10 ** exponent(style.currency), style.short ?? false),
    );
  if (unit === "ratio") return rate(value);
  if (isSeconds(unit)) return duration(value);
  return count(value, Number.isInteger(value) ? 0 : Math.abs(value) < 10 ? 2 : 1);
}

/** Cents only below a thousand, where they are read. */
function moneyStyle(size: number, short: boolean): "exact" | "whole" | "short" {
  if (size < 1000) return "exact";
  return short && size >= 10_000 ? "short" : "whole";
}

/** The same for table cells: no sign of the currency, the head names it. */
export function cellUnit(value: Maybe, unit: string, style: Style): string {
  return known(value) && isMoney(unit) ? amount(Math.round(value), style.currency, style.lang, "whole") : writeUnit(value, unit, style);
}

/** Rates change in points, lengths in time, everything else in per cent. */
export function changeUnit(now: Maybe, base: Maybe, unit: string, style: Style): Change | null {
  if (!known(now) || !known(base)) return null;
  if (unit === "ratio") return points(now - base, style.lang);
  if (isSeconds(unit)) {
    const gap = Math.round(now - base);
    return gap === 0
      ? { text: "= 0:00", direction: "flat" }
      : { text: `${gap > 0 ? "▲" : "▼"} ${duration(Math.abs(gap))}`, direction: gap > 0 ? "rise" : "fall" };
  }
  const share = growth(now, base);
  return share === null ? null : written(share);
}

export function unitSign(unit: string, currency: string): string {
  return isMoney(unit) ? sign(currency).trim() : "";
}
