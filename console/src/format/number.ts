import type { Lang } from "@/prefs/prefs";

/** Missing is said, never shown as 0. */
export const MISSING = "—";
type Value = number | null | undefined;

const absent = (value: Value): value is null | undefined => value === null || value === undefined;
/** A true minus. */
const minus = (text: string): string => text.replace(/^-/, "−");

const formats = new Map<number, Intl.NumberFormat>();

/** Digits with commas. A format costs 50 µs to make and a live page writes thousands of numbers a second: made once. */
export function plain(value: number, digits: number, atLeast = digits): string {
  const key = digits * 32 + atLeast;
  let format = formats.get(key);
  if (!format) {
    format = new Intl.NumberFormat("en-US", { maximumFractionDigits: digits, minimumFractionDigits: atLeast });
    formats.set(key, format);
  }
  return minus(format.format(value));
}

/** Full digits with commas: tables, funnels, the wall. */
export function count(value: Value, digits = 0): string {
  return absent(value) ? MISSING : plain(value, digits);
}

const STEPS: Record<Lang, readonly (readonly [number, string, number])[]> = {
  zh: [
    [1e8, "亿", 1e8],
    [1e4, "万", 1e4],
  ],
  en: [
    [1e9, "B", 1e9],
    [1e6, "M", 1e6],
    [1e4, "k", 1e3],
  ],
};

/** Short form of tiles as number and unit: zh 万 from 10,000 and 亿 from 10⁸, en k from 10,000 and M. */
export function shortParts(value: number, lang: Lang): [string, string] {
  for (const [from, unit, by] of STEPS[lang]) {
    if (Math.abs(value) >= from) {
      const scaled = value / by;
      return [plain(scaled, Math.abs(scaled) < 100 ? 2 : 1), unit];
    }
  }
  return [plain(value, 0), ""];
}

export function short(value: Value, lang: Lang): string {
  return absent(value) ? MISSING : shortParts(value, lang).join("");
}

/** A share 0…1 as a rate with one decimal. */
export function rate(value: Value): string {
  return absent(value) ? MISSING : `${plain(value * 100, 1)}%`;
}

/** Change of an amount in per cent: arrow and sign first, colour second. `text` never carries colour alone. */
export function change(value: Value): { text: string; direction: "rise" | "fall" | "flat" | "none" } {
  if (absent(value)) return { text: MISSING, direction: "none" };
  const shown = Math.round(Math.abs(value) * 1000) / 10;
  if (shown === 0) return { text: "= 0%", direction: "flat" };
  return { text: `${value > 0 ? "▲" : "▼"} ${plain(shown, 1)}%`, direction: value > 0 ? "rise" : "fall" };
}

/** Change of a rate (difference of two shares) in points. */
export function points(value: Value, lang: Lang): { text: string; direction: "rise" | "fall" | "flat" | "none" } {
  if (absent(value)) return { text: MISSING, direction: "none" };
  const shown = Math.round(Math.abs(value) * 1000) / 10;
  const unit = lang === "zh" ? " 点" : " pt";
  if (shown === 0) return { text: `= 0${unit}`, direction: "flat" };
  return { text: `${value > 0 ? "▲" : "▼"} ${plain(shown, 1)}${unit}`, direction: value > 0 ? "rise" : "fall" };
}

export function interval(low: Value, high: Value, show: (value: Value) => string, lang: Lang): string {
  return `[${show(low)}${lang === "zh" ? "，" : ", "}${show(high)}]`;
}

/** Bytes of a file, in the unit a person would say. */
export function bytes(value: Value): string {
  if (absent(value)) return MISSING;
  const units = ["B", "KB", "MB", "GB"];
  let [left, at] = [value, 0];
  while (left >= 1024 && at < units.length - 1) [left, at] = [left / 1024, at + 1];
  return `${plain(left, at === 0 ? 0 : 1)} ${units[at]}`;
}
