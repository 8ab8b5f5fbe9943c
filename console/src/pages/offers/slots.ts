import { useQuery } from "@tanstack/vue-query";
import { computed, type ComputedRef, type MaybeRefOrGetter, toValue } from "vue";
import { api, take } from "@/api/client";

export interface SlotName {
  id: string;
  name: string;
  product: string | null;
}

/** The slots of a show's rundown, numbered as its page numbers them. */
export function useSlots(show: MaybeRefOrGetter<string>): ComputedRef<SlotName[]> {
  const { data } = useQuery({
    queryKey: computed(() => ["offers", "slots", toValue(show)]),
    queryFn: () => take(api.GET("/api/v1/shows/{show_id}/rundown", { params: { path: { show_id: toValue(show) } } })),
    retry: false,
  });
  return computed(() => (data.value?.slots ?? []).map((slot, i) => ({ id: slot.id, name: `${i + 1} · ${slot.title}`, product: slot.product ?? null })));
}
