import { keepPreviousData, useQuery, useQueryClient } from "@tanstack/vue-query";
import { type MaybeRefOrGetter, toValue } from "vue";
import { api, done, take } from "@/api/client";
import type { ProblemError } from "@/api/problem";
import type { components } from "@/api/schema";

type Schemas = components["schemas"];
export type PoolPage = Schemas["PoolPage"];
export type PoolRow = Schemas["PoolRow"];
export type Detail = Schemas["ProductDetail"];
export type Term = Schemas["ScoreTerm"];
export type Fact = Schemas["EvidenceRow"];
export type Beta = Schemas["BetaOut"];
export type Past = Schemas["PastScore"];
export type Weights = Schemas["WeightsOut"];
export type WeightsForm = Schemas["WeightsForm"];
export type Preview = Schemas["WeightsPreview"];
export type StableRow = Schemas["StableRow"];
export type Paper = Schemas["PaperOut"];
export type Supply = Schemas["SupplyOut"];
export type EvidenceImport = Schemas["EvidenceImport"];
export type Method = Weights["method"];

export const DIMENSIONS = ["value", "looks", "demand", "supply"] as const;
export type Dimension = (typeof DIMENSIONS)[number];
/** The colours of the mock: one for each dimension, everywhere. */
export const DIMENSION_COLOUR: Readonly<Record<Dimension, string>> = { value: "var(--c1)", looks: "var(--c4)", demand: "var(--c3)", supply: "var(--c2)" };
export const VIEWS = ["all", "trap", "few", "low", "papers", "picked"] as const;
export type View = (typeof VIEWS)[number];
export type Sort = "gmv" | "-gmv" | "total" | "-total" | "trap" | "-trap" | "price" | "-price" | "stock" | "-stock" | "title";
export const PAIRS = [
  ["value", "looks"], ["value", "demand"], ["value", "supply"], ["looks", "demand"], ["looks", "supply"], ["demand", "supply"],
] as const satisfies readonly (readonly [Dimension, Dimension])[];
export const PAPER_KINDS = ["licence", "certificate", "quality_report", "authorisation", "trademark", "food_licence", "health_food", "cosmetic_filing", "fibre_label", "ccc", "maker_price", "other"] as const;

export interface Asked {
  show: string | null;
  view: View;
  sort: Sort;
  q: string;
  page: number;
}

export function usePool(asked: MaybeRefOrGetter<Asked>) {
  return useQuery<PoolPage, ProblemError>({
    queryKey: ["selection", "pool", asked],
    queryFn: () => {
      const { show, ...rest } = toValue(asked);
      return take(api.GET("/api/v1/selection", { params: { query: { ...rest, ...(show ? { show } : {}) } } }));
    },
    placeholderData: keepPreviousData,
  });
}

export function useDetail(product: MaybeRefOrGetter<string | null>) {
  return useQuery<Detail, ProblemError>({
    queryKey: ["selection", "one", product],
    queryFn: () => take(api.GET("/api/v1/selection/products/{product_id}", { params: { path: { product_id: toValue(product) ?? "" } } })),
    enabled: () => toValue(product) !== null,
    placeholderData: keepPreviousData,
  });
}

export function useHistory(product: MaybeRefOrGetter<string>) {
  return useQuery<Past[], ProblemError>({
    queryKey: ["selection", "history", product],
    queryFn: async () => (await take(api.GET("/api/v1/selection/history/{product_id}", { params: { path: { product_id: toValue(product) } } }))).items,
  });
}

/** Anything that scores stand on has changed: the pool, the product and its history are asked anew. */
export function useSelectionChanged(): () => Promise<void> {
  const queries = useQueryClient();
  return () => queries.invalidateQueries({ queryKey: ["selection"] });
}

const of = (id: string) => ({ params: { path: { product_id: id } } });
export const putWeights = (version: number, form: WeightsForm): Promise<Weights> => take(api.PUT("/api/v1/selection/weights", { body: { version, ...form } }));
export const preview = (form: WeightsForm): Promise<Preview> => take(api.POST("/api/v1/selection/weights/preview", { body: form }));
export const setPicked = (show: string, products: string[], picked: boolean): Promise<unknown> =>
  take(api.PUT("/api/v1/selection/picks", { body: { show, products, picked } }));
export const setRole = (row: { id: string; version: number }, role: string | null): Promise<unknown> =>
  take(api.PATCH("/api/v1/products/{product_id}", { ...of(row.id), body: { version: row.version, role } }));
export const rate = (id: string, stars: number | null, note: string | null): Promise<void> =>
  done(api.PUT("/api/v1/selection/rating/{product_id}", { ...of(id), body: { stars, note } }));
export const addPaper = (id: string, body: Schemas["PaperForm"]): Promise<Paper> => take(api.POST("/api/v1/selection/papers/{product_id}", { ...of(id), body }));
export const removePaper = (id: string): Promise<void> => done(api.DELETE("/api/v1/selection/paper/{paper_id}", { params: { path: { paper_id: id } } }));
export const removePicture = (id: string): Promise<void> => done(api.DELETE("/api/v1/selection/image/{image_id}", { params: { path: { image_id: id } } }));
export const putSupply = (id: string, body: Schemas["SupplyForm"]): Promise<Supply> => take(api.PUT("/api/v1/selection/supply/{product_id}", { ...of(id), body }));
