/** The metric dictionary in the reader's language: what every number is made of. Asked once, kept for the session. */
import { useQuery } from "@tanstack/vue-query";
import { computed, type ComputedRef } from "vue";
import { api, take } from "@/api/client";
import { prefs } from "@/prefs/prefs";

export interface Entry {
  name: string;
  unit: string;
  numerator: string | null;
  denominator: string | null;
  note: string | null;
  better: string | null;
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
          unit: m.unit,
          numerator: m.numerator,
          denominator: m.denominator,
          note: (zh ? m.note_zh : m.note_en) ?? m.note ?? null,
          better: m.better,
        },
      ]),
    );
  });
}
