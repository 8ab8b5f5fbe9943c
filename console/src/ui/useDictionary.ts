/** The metric dictionary in the reader's language: what every number is made of. Asked once, kept for the session. */
import { useQuery } from "@tanstack/vue-query";
import { computed, type ComputedRef } from "vue";
import { api, take } from "@/api/client";
import { prefs } from "@/prefs/prefs";

export interface Entry {
  name: string;
  family: string;
  unit: string;
  numerator: string | null;
  denominator: string | null;
  note: string | null;
  better: string | null;
  grain: readonly string[];
}

/** The server sends a text in both languages; an older one sent a string. */
function said(value: unknown, zh: boolean): string | null {
  if (typeof value === "string") return value || null;
  if (typeof value !== "object" || value === null) return null;
  const text: unknown = Reflect.get(value, zh ? "zh" : "en");
  return typeof text === "string" && text ? text : null;
}

export function useDictionary(): ComputedRef<ReadonlyMap<string, Entry>> {
  const { data } = useQuery({
    queryKey: ["metrics"],
    queryFn: () => take(api.GET("/api/v1/metrics")),
    staleTime: Infinity,
    gcTime: Infinity,
  });
  return computed(() => {
    const zh = prefs.lang === "zh";
    return new Map(
      (data.value?.items ?? []).map((m) => [
        m.id,
        {
          name: zh ? m.zh : m.en,
          family: m.family,
          unit: m.unit,
          numerator: said(m.numerator, zh),
          denominator: said(m.denominator, zh),
          note: zh ? m.note_zh : m.note_en,
          better: m.better,
          grain: m.grain,
        },
      ]),
    );
  });
}
