import type { Lang } from "@/prefs/prefs";
import { MISSING, plain, shortParts } from "./number";

const SIGNS: Readonly<Record<string, string>> = { CNY: "¥", USD: "$", EUR: "€", GBP: "£", HKD: "HK$", TWD: "NT$", JPY: "JP¥", SGD: "S$" };
const exponents = new Map<string, number>();

/** Decimal places of the minor unit, as ISO 4217 has them. */
export function exponent(currency: string): number {
  let digits = exponents.get(currency);
  if (digits === undefined) {
    digits = new Intl.NumberFormat("en", { style: "currency", currency }).resolvedOptions().maximumFractionDigits ?? 2;
    exponents.set(currency, digits);
  }
  return digits;
}

export function sign(currency: string): string {
  return SIGNS[currency] ?? `${currency} `;
}

/** whole = no cents (tables), exact = cents when there are any (prices), short = 万/亿, k/M (tiles). */
export type MoneyStyle = "whole" | "exact" | "short";

/** An amount in minor units of `currency` with its sign. */
export function money(minor: number | null | undefined, currency: string, lang: Lang, style: MoneyStyle = "exact"): string {
  if (minor === null || minor === undefined) return MISSING;
  const before = (minor < 0 ? "−" : "") + sign(currency);
  return before + amount(Math.abs(minor), currency, lang, style);
}

/** The same without the sign, for columns whose head carries the unit. */
export function amount(minor: number | null | undefined, currency: string, lang: Lang, style: MoneyStyle = "whole"): string {
  if (minor === null || minor === undefined) return MISSING;
  const digits = exponent(currency);
  const value = minor / 10 ** digits;
  if (style === "short" && Math.abs(value) >= 10_000) return shortParts(value, lang).join("");
  const places = style === "exact" && minor % 10 ** digits !== 0 ? digits : 0;
  return plain(value, places);
}

/** What a person typed ("1,299.50") in minor units, or null when it is no amount. */
export function toMinor(text: string, currency: string): number | null {
  const clean = text.trim().replace(/[,，\s¥$€£]/g, "");
  const digits = exponent(currency);
  const match = /^(-?)(\d+)(?:\.(\d+))?$/.exec(clean);
  if (!match) return null;
  const [, negative, units = "0", decimals = ""] = match;
  if (decimals.length > digits) return null;
  const minor = Number(units) * 10 ** digits + Number(decimals.padEnd(digits, "0") || "0");
  return Number.isSafeInteger(minor) ? (negative ? -minor : minor) : null;
}
