import { useQuery, useQueryClient } from "@tanstack/vue-query";
import { computed, type MaybeRefOrGetter, toValue } from "vue";
import { api, done, take } from "@/api/client";
import type { components } from "@/api/schema";
import { amount, fromLocal, toLocal, toMinor } from "@/format";
import { leadOf, type Unit, UNITS } from "./timeline";

type Schemas = components["schemas"];
export type Warmup = Schemas["WarmupOut"];
export type Line = Schemas["WarmupLine"];
export type Layer = Line["layer"];
export type WarmupPromise = Schemas["WarmupPromiseOut"];
export type PromiseKind = WarmupPromise["kind"];
export type DueItem = Schemas["DueItem"];

/** 公域 first. */
export const LAYERS = ["teaser", "recommendation", "paid", "group", "one_to_one", "member", "message"] as const satisfies readonly Layer[];
export const PUBLIC_LAYERS: readonly Layer[] = ["teaser", "recommendation", "paid"];
export const PROMISE_KINDS = ["discount", "experience", "giveaway", "guest"] as const satisfies readonly PromiseKind[];

export function useWarmup(show: MaybeRefOrGetter<string>) {
  return useQuery({
    queryKey: computed(() => ["warmup", toValue(show)]),
    queryFn: () => take(api.GET("/api/v1/shows/{show_id}/warmup", { params: { path: { show_id: toValue(show) } } })),
    enabled: computed(() => toValue(show) !== ""),
    refetchInterval: 15_000,
  });
}

export function useDue() {
  return useQuery({ queryKey: ["warmup", "due"], queryFn: async () => (await take(api.GET("/api/v1/warmup/due"))).items, refetchInterval: 30_000 });
}

export function useWarmupChanged(): () => Promise<void> {
  const queries = useQueryClient();
  return async () => {
    await Promise.all(["warmup", "gate"].map((key) => queries.invalidateQueries({ queryKey: [key] })));
  };
}

export interface ItemForm {
  layer: Layer;
  channel: string;
  title: string;
  text: string;
  hook: string;
  owner: string | null;
  cost: string;
  goal: string;
  target: string | null;
  /** null = those of the item as it stands. */
  people: string[] | null;
  url: string;
  /** Hanging on the start, or at a fixed wall-clock time. */
  when: "lead" | "fixed";
  lead: number | null;
  unit: Unit["unit"];
  fixed: string;
}

export function formOf(item: Line | null, currency: string, zone: string): ItemForm {
  const lead = leadOf(item?.lead_ms ?? 24 * UNITS.h);
  return {
    layer: item?.layer ?? "group",
    channel: item?.channel ?? "",
    title: item?.title ?? "",
    text: item?.text ?? "",
    hook: item?.hook ?? "",
    owner: item?.owner ?? null,
    cost: item?.cost === null || item?.cost === undefined ? "" : amount(item.cost, currency, "en", "exact").replaceAll(",", ""),
    goal: item?.goal === null || item?.goal === undefined ? "" : String(item.goal),
    target: item?.target ?? null,
    people: item?.people ? null : [],
    url: item?.url ?? "",
    when: item && item.lead_ms === null ? "fixed" : "lead",
    lead: lead.value,
    unit: lead.unit,
    fixed: item ? toLocal(item.due_at, zone) : "",
  };
}

export type Faults = Partial<Record<keyof ItemForm, "needed" | "money" | "count" | "url" | "lead">>;

export function faultsOf(form: ItemForm, currency: string): Faults {
  const faults: Faults = {};
  if (!form.title.trim()) faults.title = "needed";
  if (!form.channel.trim()) faults.channel = "needed";
  const cost = form.cost.trim() ? toMinor(form.cost, currency) : 0;
  if (cost === null || cost < 0) faults.cost = "money";
  if (form.goal.trim() && !/^\d{1,9}$/.test(form.goal.trim())) faults.goal = "count";
  if (form.url.trim() && !/^https?:\/\/\S{3,}$/.test(form.url.trim())) faults.url = "url";
  if (form.when === "lead" && (form.lead === null || form.lead < 0 || form.lead * UNITS[form.unit] > 60 * UNITS.d)) faults.lead = "lead";
  if (form.when === "fixed" && !form.fixed) faults.fixed = "needed";
  return faults;
}

/** What is sent; an empty cost or goal is unknown, never 0, and people nobody touched stay as they are. */
export function bodyOf(form: ItemForm, currency: string, zone: string) {
  const when = form.when === "lead" ? { lead_ms: Math.round((form.lead ?? 0) * UNITS[form.unit]) } : { due_at: fromLocal(form.fixed, zone) ?? 0 };
  return {
    layer: form.layer,
    channel: form.channel.trim(),
    title: form.title.trim(),
    text: form.text.trim(),
    hook: form.hook.trim() || null,
    owner: form.owner,
    cost: form.cost.trim() ? toMinor(form.cost, currency) : null,
    goal: form.goal.trim() ? Number(form.goal) : null,
    target: form.target,
    ...(form.target === null ? { people: [] } : form.people === null ? {} : { people: form.people }),
    url: form.url.trim() || null,
    ...when,
  };
}

const item = (id: string) => ({ params: { path: { item_id: id } } });
const show = (id: string) => ({ params: { path: { show_id: id } } });
export type ItemBody = ReturnType<typeof bodyOf>;
export const createItem = (id: string, body: ItemBody) => take(api.POST("/api/v1/shows/{show_id}/warmup/items", { ...show(id), body }));
export const changeItem = (id: string, version: number, body: ItemBody) => take(api.PATCH("/api/v1/warmup/items/{item_id}", { ...item(id), body: { version, ...body } }));
export const removeItem = (id: string): Promise<void> => done(api.DELETE("/api/v1/warmup/items/{item_id}", item(id)));
export const markDone = (id: string) => take(api.POST("/api/v1/warmup/items/{item_id}/done", { ...item(id), body: {} }));
export const reopen = (id: string) => take(api.POST("/api/v1/warmup/items/{item_id}/reopen", item(id)));
export const skip = (id: string) => take(api.POST("/api/v1/warmup/items/{item_id}/skip", { ...item(id), body: {} }));
export const send = (id: string) => take(api.POST("/api/v1/warmup/items/{item_id}/send", item(id)));
export const setReserved = (id: string, reserved: number | null) => take(api.PUT("/api/v1/warmup/items/{item_id}/reserved", { ...item(id), body: { reserved } }));
export const peopleOf = async (id: string) => (await take(api.GET("/api/v1/warmup/items/{item_id}/people", item(id)))).people;
export const linkOf = (id: string) => take(api.GET("/api/v1/warmup/items/{item_id}/link", item(id)));
export const layOut = (id: string) => take(api.POST("/api/v1/shows/{show_id}/warmup/plan", { ...show(id), body: {} }));
export const dryRun = async (id: string) => (await take(api.GET("/api/v1/shows/{show_id}/warmup/dry-run", show(id)))).items;

export const makePromise = (id: string, body: Schemas["PromiseForm"]) => take(api.POST("/api/v1/shows/{show_id}/warmup/promises", { ...show(id), body }));
export const withdrawPromise = (id: string, why: string): Promise<void> =>
  done(api.POST("/api/v1/warmup/promises/{promise_id}/withdraw", { params: { path: { promise_id: id } }, body: { why } }));

/** How an item stands, in one word: late and faulty ones first. */
export type Standing = "planned" | "overdue" | "sending" | "confirm" | "sent" | "dry" | "failed" | "done" | "missed" | "skipped";
export function standing(line: Line, now: number): Standing {
  if (line.state === "planned") return line.due_at < now ? "overdue" : "planned";
  if (line.state !== "handed") return line.state;
  const sending = line.sending;
  if ((sending.failed ?? 0) + (sending.blocked ?? 0) + (sending.unknown ?? 0) > 0) return "failed";
  const waiting = (sending.queued ?? 0) + (sending.sending ?? 0);
  if (waiting > 0 || Object.keys(sending).length === 0) return "sending";
  if ((sending.confirm_wait ?? 0) > 0) return "confirm";
  return (sending.sent ?? 0) > 0 ? "sent" : sending.dry ? "dry" : "skipped";
}
export const TONES: Readonly<Record<Standing, string>> = {
  planned: "", overdue: "warn", sending: "accent", confirm: "warn", sent: "ok", dry: "", failed: "crit", done: "ok", missed: "crit", skipped: "",
};
