import { useQuery } from "@tanstack/vue-query";
import { computed, type MaybeRefOrGetter, toValue } from "vue";
import { api, take } from "@/api/client";
import type { components } from "@/api/schema";

type Schemas = components["schemas"];
export type Rundown = Schemas["RundownOut"];
export type SlotOut = Schemas["SlotOut"];
export type Card = Required<Schemas["CardOut"]>;
export type Mark = Schemas["MarkOut"];
export type Finding = Schemas["FindingOut"];
export type Theme = Schemas["ThemeOut"];
export type Arranged = Schemas["ArrangedOut"];
export type SheetImport = Schemas["SheetImport"];
export type Fit = Schemas["FitOut"];
export type Persona = Schemas["PersonaOut"];
export type Kind = SlotOut["kind"];
export type Limits = Schemas["LimitsIn"];
export type Timing = SlotOut["timing"];
export const TIMINGS = ["linked", "locked", "fill"] as const satisfies readonly Timing[];
type SlotIn = Schemas["SlotIn"];

export const KINDS = ["opening", "product", "game", "welfare", "transition", "qa", "host_change", "closing"] as const satisfies readonly Kind[];
export const FORMS = {
  three: ["pain", "value", "contrast"],
  six: ["pain", "point", "scene", "welfare", "assurance", "close"],
} as const;

/** A slot as it is edited: what is sent, no more. */
export interface EditSlot {
  id: string;
  kind: Kind;
  title: string;
  minutes: number;
  product: string | null;
  host: string | null;
  helpers: string[];
  role: string | null;
  price: number | null;
  pin: number | null;
  timing: Timing;
  card: Card;
  sheet: Record<string, string>;
  note: string;
}

export const emptyCard = (): Card => ({ form: "three", parts: {}, story: "", scene: "", anchor: "", must: [], never: [], proofs: [], qa: [] });

export function editOf(slot: SlotOut): EditSlot {
  const { id, kind, title, minutes, product, host, helpers, role, price, pin, timing, card, sheet, note } = slot;
  const own: EditSlot = { id, kind, title, minutes, product: product ?? null, host: host ?? null, helpers, role: role ?? null, price: price ?? null, pin: pin ?? null, timing, card: { ...emptyCard(), ...card }, sheet, note };
  return JSON.parse(JSON.stringify(own)) as EditSlot; // answers are reactive, which structuredClone refuses
}

const ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";
/** An id of our own form, so that a slot keeps it through undo, redo and saving. */
export function newSlotId(now = Date.now()): string {
  let time = "";
  for (let rest = now, i = 0; i < 10; i++, rest = Math.floor(rest / 32)) time = ALPHABET[rest % 32] + time;
  const random = [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => ALPHABET[byte % 32]).join("");
  return `slt_${time}${random}`;
}

const of = (show: string) => ({ params: { path: { show_id: show } } });

export function useRundown(show: MaybeRefOrGetter<string>, every: () => number | false) {
  return useQuery({
    queryKey: computed(() => ["rundown", toValue(show)]),
    queryFn: () => take(api.GET("/api/v1/shows/{show_id}/rundown", of(toValue(show)))),
    refetchInterval: every,
  });
}

/** `limits` undefined = as they are. */
export const putRundown = (show: string, version: number, theme: string | null, slots: readonly EditSlot[], limits?: Limits): Promise<Rundown> =>
  take(api.PUT("/api/v1/shows/{show_id}/rundown", { ...of(show), body: { version, theme, slots: slots as unknown as SlotIn[], limits } }));
export const fromTheme = (show: string, version: number, theme: string, products: string[]): Promise<Rundown> =>
  take(api.POST("/api/v1/shows/{show_id}/rundown/theme", { ...of(show), body: { version, theme, products } }));
export const fromShow = (show: string, version: number, source: string): Promise<Rundown> =>
  take(api.POST("/api/v1/shows/{show_id}/rundown/copy", { ...of(show), body: { version, source } }));
export const arrange = (show: string, version: number, off: string[]): Promise<Arranged> =>
  take(api.POST("/api/v1/shows/{show_id}/rundown/arrange", { ...of(show), body: { version, off: off as never[], seconds: 4.2 } }));
export const cardMarks = (card: Card, product: string | null, host: string | null): Promise<Mark[]> =>
  take(api.POST("/api/v1/rundown/card-marks", { params: { query: { product, host } }, body: card as Schemas["CardIn"] })).then((found) => found.marks);
export const sheetPath = (show: string): string => `/api/v1/shows/${show}/rundown/sheet`;

export function useThemePage() {
  return useQuery({ queryKey: ["themes"], queryFn: () => take(api.GET("/api/v1/themes")) });
}
export function usePersonas() {
  return useQuery({ queryKey: ["personas"], queryFn: async () => (await take(api.GET("/api/v1/personas"))).items });
}
export function useFits(product: MaybeRefOrGetter<string | null>) {
  return useQuery({
    queryKey: computed(() => ["fits", toValue(product)]),
    enabled: computed(() => Boolean(toValue(product))),
    queryFn: async () => (await take(api.GET("/api/v1/fits", { params: { query: { product: toValue(product) ?? "" } } }))).items,
  });
}
export const putPersona = (persona: Persona): Promise<Persona> => {
  const { host, name: _name, ...body } = persona;
  return take(api.PUT("/api/v1/personas/{host_id}", { params: { path: { host_id: host } }, body }));
};
export interface Named {
  id: string;
  title: string;
}
export type Product = Schemas["Product"];
/** Products that fit what is typed, 100 at most. */
export const findProducts = async (q: string): Promise<Product[]> => (await take(api.GET("/api/v1/products", { params: { query: q ? { q } : {} } }))).items;
/** What the selection has chosen for this show, in its order. */
export function usePicks(show: string) {
  return useQuery({
    queryKey: ["picks", show],
    queryFn: async (): Promise<Named[]> => (await take(api.GET("/api/v1/selection", { params: { query: { show, view: "picked" } } }))).picked.map((one) => ({ id: one.id, title: one.title })),
  });
}
