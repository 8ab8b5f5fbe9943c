/** How the numbers of evidence are written. */
import type { useFormat } from "@/format";
import type { Fact, Term } from "./data";

type Format = ReturnType<typeof useFormat>;

/** A probability as people say it; nothing is certain. */
export const chanceText = (p: number | null): string => (p === null ? "—" : p < 0.01 ? "<1%" : p > 0.99 ? ">99%" : `${Math.round(p * 100)}%`);

/** A measured value in its unit. */
export function valueText(value: number | null, unit: string, currency: string, f: Format): string {
  if (value === null) return "—";
  switch (unit) {
    case "money":
      return f.money(Math.round(value), currency);
    case "ratio":
      return f.rate(value);
    case "score":
      return f.count(value, 0);
    case "days":
      return f.count(value, value < 10 ? 1 : 0);
    case "stars":
      return `${f.count(value, value % 1 ? 1 : 0)} ★`;
    default:
      return f.count(value, Math.abs(value) < 10 && value % 1 ? 1 : 0);
  }
}

export const termText = (term: Term, currency: string, f: Format): string => valueText(term.raw, term.unit, currency, f);
export const factText = (row: Fact, currency: string, f: Format): string => valueText(row.value, row.unit, currency, f);
