/** Titles of the products that a page shows. */
import { useQuery } from "@tanstack/vue-query";
import { computed, type ComputedRef, toValue, type MaybeRefOrGetter } from "vue";
import { api, take } from "@/api/client";

/** id → title; an id that is not known yet is missing. */
export function useProductNames(ids: MaybeRefOrGetter<readonly string[]>): ComputedRef<ReadonlyMap<string, string>> {
  const wanted = computed(() => [...new Set(toValue(ids))].sort());
  const { data } = useQuery({
    queryKey: computed(() => ["products", "titles", wanted.value]),
    queryFn: async () => {
      const found = await Promise.all(wanted.value.map((id) => take(api.GET("/api/v1/products/{product_id}", { params: { path: { product_id: id } } })).catch(() => null)));
      return new Map(found.flatMap((one) => (one ? [[one.id, one.title] as const] : [])));
    },
    enabled: computed(() => wanted.value.length > 0),
    staleTime: 60_000,
    placeholderData: (before) => before,
  });
  return computed(() => data.value ?? new Map<string, string>());
}
