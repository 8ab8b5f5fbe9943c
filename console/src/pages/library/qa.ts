/** The question and answer library: what the server says of it, and what people do with it. */
import { useQuery, useQueryClient } from "@tanstack/vue-query";
import { computed, type MaybeRefOrGetter, toValue } from "vue";
import { api, take } from "@/api/client";
import type { components } from "@/api/schema";

type Schemas = components["schemas"];
export type Answer = Schemas["QaAnswerOut"];
export type Checked = Schemas["QaChecked"];
export type Mark = Schemas["QaMark"];
export type Intent = Answer["intent"];
export type State = Answer["state"];
export type Source = Schemas["QaSource"];
export type Step = Schemas["QaStepOut"];
export type Use = Schemas["UseOut"];
export type Brought = Schemas["QaImport"];
export type Gap = Schemas["QaGap"];
export type Effect = Schemas["QaEffectOut"];
export const INTENTS: readonly Intent[] = ["price", "size", "shipping", "stock", "link", "quality", "usage", "coupon", "orderhelp", "demand", "complaint", "ordered", "greet", "spam"];
export const STATES: readonly State[] = ["approved", "draft", "expired", "withdrawn"];
export const SOURCES: readonly Source["kind"][] = ["fact", "evidence", "policy", "manual"];

export interface Filter {
  q: string;
  product: string | null;
  intent: Intent | null;
  state: State | null;
  expiring: boolean;
}
/** What a form holds; lines are written one below the other. */
export interface Draft {
  variants: string;
  intent: Intent;
  product: string | null;
  short: string;
  short_en: string;
  long: string;
  kind: Source["kind"];
  source: string;
  ref: string | null;
  until: number | null;
  never: string;
  host: string | null;
}

const KEY = ["qa"];
const lines = (text: string): string[] => [...new Set(text.split("\n").map((line) => line.trim()).filter(Boolean))];
export const emptyDraft = (given: Partial<Draft> = {}): Draft => ({ variants: "", intent: "usage", product: null, short: "", short_en: "", long: "", kind: "manual", source: "", ref: null, until: null, never: "", host: null, ...given });
export function draftOf(one: Answer): Draft {
  return {
    variants: one.variants.join("\n"), intent: one.intent, product: one.product, short: one.short, short_en: one.short_en, long: one.long, kind: one.source?.kind ?? "manual",
    source: one.source?.text ?? "", ref: one.source?.ref ?? null, until: one.until, never: one.never.join("\n"), host: one.host,
  };
}
export function bodyOf(draft: Draft): Schemas["QaForm"] {
  const source = draft.source.trim() ? { kind: draft.kind, text: draft.source.trim(), ref: draft.kind === "evidence" ? draft.ref : null } : null;
  return {
    variants: lines(draft.variants), intent: draft.intent, product: draft.product, short: draft.short.trim(), short_en: draft.short_en.trim(), long: draft.long.trim(),
    source, until: draft.until, never: lines(draft.never), host: draft.host,
  };
}

export function useAnswers(filter: MaybeRefOrGetter<Filter>) {
  return useQuery({
    queryKey: computed(() => [...KEY, "answers", toValue(filter)]),
    queryFn: () => {
      const { q, product, intent, state, expiring } = toValue(filter);
      return take(api.GET("/api/v1/qa/answers", { params: { query: { q: q || undefined, product: product ?? undefined, intent, state, expiring } } }));
    },
    placeholderData: (before) => before,
    refetchInterval: 60_000,
  });
}
export const useUses = () => useQuery({ queryKey: [...KEY, "uses"], queryFn: async () => (await take(api.GET("/api/v1/uses"))).items });
/** `show`: only what was asked of the products of its rundown. */
export const useGaps = (show: () => string | undefined = () => undefined) =>
  useQuery({ queryKey: computed(() => [...KEY, "gaps", show()]), queryFn: () => take(api.GET("/api/v1/qa/gaps", { params: { query: { show: show() } } })) });
/** Of one show; the server reads its whole log, so it is asked when somebody looks, not by the clock. */
export const useAsked = (show: () => string, on: () => boolean) =>
  useQuery({ queryKey: computed(() => [...KEY, "asked", show()]), queryFn: () => take(api.GET("/api/v1/shows/{show_id}/asked", { params: { path: { show_id: show() } } })), enabled: computed(on), refetchOnWindowFocus: false });
export const useHistory = (id: MaybeRefOrGetter<string>) =>
  useQuery({ queryKey: computed(() => [...KEY, "history", toValue(id)]), queryFn: async () => (await take(api.GET("/api/v1/qa/answers/{answer_id}/history", of(toValue(id))))).items });
export function useQaChanged(): () => Promise<void> {
  const queries = useQueryClient();
  return () => queries.invalidateQueries({ queryKey: KEY });
}

const of = (id: string) => ({ params: { path: { answer_id: id } } });
export const check = (draft: Draft): Promise<Checked> => {
  const { short, short_en, long, product, source, never, host } = bodyOf(draft);
  return take(api.POST("/api/v1/qa/check", { body: { short, short_en, long, product, source, never, host } }));
};
export const create = (draft: Draft): Promise<Answer> => take(api.POST("/api/v1/qa/answers", { body: bodyOf(draft) }));
export const change = (id: string, version: number, draft: Draft): Promise<Answer> => take(api.PATCH("/api/v1/qa/answers/{answer_id}", { ...of(id), body: { version, ...bodyOf(draft) } }));
export const approve = (one: Answer): Promise<Answer> => take(api.POST("/api/v1/qa/answers/{answer_id}/approve", { ...of(one.id), body: { version: one.version } }));
export const withdraw = (one: Answer): Promise<Answer> => take(api.POST("/api/v1/qa/answers/{answer_id}/withdraw", { ...of(one.id), body: { version: one.version } }));
export const restore = (one: Answer): Promise<Answer> => take(api.POST("/api/v1/qa/answers/{answer_id}/restore", { ...of(one.id), body: { version: one.version } }));
export const signUse = (body: Schemas["UseForm"]): Promise<Use> => take(api.POST("/api/v1/uses", { body }));
export const withdrawUse = (id: string): Promise<Use> => take(api.POST("/api/v1/uses/{use_id}/withdraw", { params: { path: { use_id: id } }, body: {} }));
/** Papers of a product, to rest an answer on. */
export const papersOf = async (product: string) => (await take(api.GET("/api/v1/selection/products/{product_id}", { params: { path: { product_id: product } } }))).papers;
