import type { Lang } from "@/prefs/prefs";

/** A sentence of the dictionary: plain, or in both languages. Empty when there is none. */
export function say(value: unknown, lang: Lang): string {
  if (typeof value === "string") return value;
  if (typeof value !== "object" || value === null) return "";
  const found: unknown = (value as Record<string, unknown>)[lang];
  return typeof found === "string" ? found : "";
}
