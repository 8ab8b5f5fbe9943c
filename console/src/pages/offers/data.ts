import { useQuery, useQueryClient } from "@tanstack/vue-query";
import { computed, type MaybeRefOrGetter, toValue } from "vue";
import { api, done, take } from "@/api/client";
import type { components } from "@/api/schema";
import { newId } from "@/pages/live/useActions";

type Schemas = components["schemas"];
export type Board = Schemas["OfferBoard"];
export type Plan = Schemas["OfferPlanOut"];
export type Check = Schemas["OfferCheckOut"];
export type Finding = Schemas["OfferFinding"];
export type Evidence = Schemas["OfferEvidenceOut"];
export type DraftForm = Schemas["OfferDraftForm"];
export type Policy = Schemas["PolicyOut"];
export type Kind = DraftForm["kind"];

export const KINDS = ["flash", "batch", "coupon", "bundle", "gift", "instalment", "trial", "return_promise"] as const satisfies readonly Kind[];
export const EXCLUSIONS = ["none", "made_to_order", "perishable", "digital", "press", "by_nature"] as const satisfies readonly Policy["exclusion"][];

export function useBoard(show: MaybeRefOrGetter<string>) {
  return useQuery({
    queryKey: computed(() => ["offers", toValue(show)]),
    queryFn: () => take(api.GET("/api/v1/shows/{show_id}/offers", { params: { path: { show_id: toValue(show) } } })),
    enabled: computed(() => toValue(show) !== ""),
    refetchInterval: 5_000,
  });
}
export function useOffersChanged(): () => Promise<void> {
  const queries = useQueryClient();
  return () => queries.invalidateQueries({ queryKey: ["offers"] });
}

const of = (offer: string) => ({ params: { path: { offer_id: offer } } });
export const createOffer = (show: string, body: DraftForm): Promise<Plan> => take(api.POST("/api/v1/shows/{show_id}/offers", { params: { path: { show_id: show } }, body }));
export const changeOffer = (offer: string, version: number, draft: DraftForm): Promise<Plan> => take(api.PUT("/api/v1/offers/{offer_id}", { ...of(offer), body: { version, draft } }));
export const scheduleOffer = (offer: string, version: number, on: boolean): Promise<Plan> => take(api.POST("/api/v1/offers/{offer_id}/schedule", { ...of(offer), body: { version, on } }));
export const removeOffer = (offer: string): Promise<void> => done(api.DELETE("/api/v1/offers/{offer_id}", of(offer)));
export const checkOffer = (show: string, draft: DraftForm, id: string | null): Promise<Check> =>
  take(api.POST("/api/v1/shows/{show_id}/offers/check", { params: { path: { show_id: show } }, body: { draft, id } }));
export const getPolicy = (product: string): Promise<Policy> => take(api.GET("/api/v1/policies/{product_id}", { params: { path: { product_id: product } } }));
export const putPolicy = (product: string, body: Schemas["PolicyPut"]): Promise<Policy> => take(api.PUT("/api/v1/policies/{product_id}", { params: { path: { product_id: product } }, body }));
export const publishOffer = (show: string, offer: string) =>
  take(api.POST("/api/v1/shows/{show}/actions", { params: { path: { show } }, body: { id: newId(), action: "offer_publish", data: { offer } } }));
