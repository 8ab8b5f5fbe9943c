import { useQuery } from "@tanstack/vue-query";
import { api, take } from "@/api/client";
import type { components } from "@/api/schema";

export type PlacedLines = components["schemas"]["PlacedLines"];

/** Orders that belong to no show yet, by reason and account. */
export function useKept() {
  return useQuery({ queryKey: ["imports", "kept"], queryFn: async () => (await take(api.GET("/api/v1/orders/kept"))).items });
}

/** `show`: everything of its time goes there; none: the rules are asked again. */
export const placeKept = (show: string | null) => take(api.POST("/api/v1/orders/kept/place", { body: { show } }));
