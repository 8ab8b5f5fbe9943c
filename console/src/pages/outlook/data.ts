import { useQuery } from "@tanstack/vue-query";
import { computed, type MaybeRefOrGetter, toValue } from "vue";
import { api, take } from "@/api/client";
import type { components } from "@/api/schema";

export type Outlook = components["schemas"]["OutlookOut"];
export type Range = components["schemas"]["OutlookRange"];
export const TOTALS = ["gmv", "view_uv", "order_paid"] as const;

/** What a show may bring. While it runs it is asked again each half minute. */
export function useOutlook(show: MaybeRefOrGetter<string>, every: number | false = false) {
  return useQuery({
    queryKey: computed(() => ["outlook", toValue(show)]),
    queryFn: () => take(api.GET("/api/v1/shows/{show_id}/outlook", { params: { path: { show_id: toValue(show) } } })),
    retry: false,
    staleTime: 20_000,
    refetchInterval: every,
  });
}

export interface Full extends Range {
  p10: number;
  p50: number;
  p90: number;
}
/** With its range, or null. */
export const full = (one: Range | undefined): Full | null =>
  one && one.p10 !== null && one.p50 !== null && one.p90 !== null ? { ...one, p10: one.p10, p50: one.p50, p90: one.p90 } : null;
