import { useQuery } from "@tanstack/vue-query";
import { computed, type ComputedRef, type MaybeRefOrGetter, toValue } from "vue";
import { api, take } from "@/api/client";
import { TALKS } from "@/live/offers";
import type { Plan } from "./data";

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

export const TONES: Readonly<Record<string, "accent" | "ok" | "muted" | "warn">> = { live: "ok", scheduled: "accent", sold_out: "warn" };

/** Those planned for the slot; one without a slot belongs to every talk of its product. */
export function offersOf(plans: readonly Plan[], slot: { id: string; kind: string; product: string | null }): Plan[] {
  const talk = slot.product !== null && TALKS.includes(slot.kind);
  return plans.filter((plan) => (plan.draft.slot ? plan.draft.slot === slot.id : talk && plan.draft.product === slot.product));
}
