/** Layouts, tokens and links of overlays. */
import { useQuery, useQueryClient } from "@tanstack/vue-query";
import { computed, type MaybeRefOrGetter, toValue } from "vue";
import { api, done, take } from "@/api/client";
import type { components } from "@/api/schema";
import type { OverlayNote, OverlayValue } from "@/api/frames";
import type { Draft } from "./draft";

type Schemas = components["schemas"];
export type Layout = Schemas["OverlayLayoutOut"];
export type Mark = Schemas["OverlayMark"];
export type Checked = Schemas["OverlayChecked"];
export type Token = Schemas["OverlayTokenOut"];
export type Link = Schemas["TokenOut"];

const KEY = ["overlays"];
const at = (layout: string) => ({ params: { path: { layout_id: layout } } });
export interface Named {
  name: string;
  room: string | null;
  show: string | null;
  body: Draft;
}
/** The body travels as it is; the server says what does not fit. */
const sent = ({ name, room, show, body }: Named) => ({ name, room, show, body: body as unknown as Record<string, unknown> });

/** A copy of its own: what the query holds is watched and cannot be cloned otherwise. */
export const bodyOf = (layout: Layout): Draft => JSON.parse(JSON.stringify(layout.body)) as Draft;

export const useLayouts = () => useQuery({ queryKey: [...KEY, "layouts"], queryFn: async () => (await take(api.GET("/api/v1/overlays/layouts"))).items });

export const useTokens = (show: MaybeRefOrGetter<string | null>) =>
  useQuery({
    queryKey: computed(() => [...KEY, "tokens", toValue(show)]),
    queryFn: async () => (await take(api.GET("/api/v1/overlays/tokens", { params: { query: toValue(show) ? { show: toValue(show) } : {} } }))).items,
    refetchInterval: 5000,
  });

export const useVersions = (layout: MaybeRefOrGetter<string>, on: MaybeRefOrGetter<boolean>) =>
  useQuery({
    queryKey: computed(() => [...KEY, "versions", toValue(layout)]),
    queryFn: async () => (await take(api.GET("/api/v1/overlays/layouts/{layout_id}/versions", at(toValue(layout))))).items,
    enabled: computed(() => toValue(on)),
  });

export const useLinks = (show: MaybeRefOrGetter<string | null>) =>
  useQuery({
    queryKey: computed(() => ["tokens", toValue(show)]),
    queryFn: async () => (await take(api.GET("/api/v1/shows/{show}/tokens", { params: { path: { show: toValue(show) ?? "" } } }))).items,
    enabled: computed(() => toValue(show) !== null),
    refetchInterval: 5000,
  });

export function useOverlaysChanged(): () => Promise<void> {
  const queries = useQueryClient();
  return async () => {
    await Promise.all([KEY, ["tokens"]].map((queryKey) => queries.invalidateQueries({ queryKey })));
  };
}

export type Settings = Schemas["OverlaySettingsOut"];
export type SettingsForm = Schemas["OverlaySettingsIn"];
export const useSettings = () => useQuery({ queryKey: [...KEY, "settings"], queryFn: () => take(api.GET("/api/v1/overlays/settings")) });
export const saveSettings = (form: SettingsForm): Promise<Settings> => take(api.PUT("/api/v1/overlays/settings", { body: form }));
/** What the preview says where only example data is drawn; a moment is in a quarter of an hour of the example's clock. */
export function exampleOf(tokens: readonly Token[]): { values: Record<string, OverlayValue>; notes: Record<string, OverlayNote> } {
  const soon = Date.UTC(2026, 10, 21, 13, 6, 0);
  const moment = (kind: string): boolean => kind === "time" || kind === "left";
  return {
    values: Object.fromEntries(tokens.map((one) => [one.name, { value: moment(one.kind) ? soon : one.example, at: soon - 900_000 }])),
    notes: Object.fromEntries(tokens.map((one) => [one.name, { kind: one.kind, ...one.says, needs: one.needs }])),
  };
}
export const check = (form: Named): Promise<Checked> => take(api.POST("/api/v1/overlays/check", { body: sent(form) }));
export const create = (form: Named): Promise<Layout> => take(api.POST("/api/v1/overlays/layouts", { body: sent(form) }));
export const save = (id: string, version: number, form: Named): Promise<Layout> => take(api.PUT("/api/v1/overlays/layouts/{layout_id}", { ...at(id), body: { ...sent(form), version } }));
export const remove = (id: string): Promise<void> => done(api.DELETE("/api/v1/overlays/layouts/{layout_id}", at(id)));
export const versionOf = (id: string, version: number): Promise<Layout> =>
  take(api.GET("/api/v1/overlays/layouts/{layout_id}/versions/{version}", { params: { path: { layout_id: id, version } } }));
export const makeLink = (show: string, layout: string, name: string): Promise<Link> =>
  take(api.POST("/api/v1/shows/{show}/tokens", { params: { path: { show } }, body: { view: "overlay", name, layout } }));
export const revokeLink = (show: string, id: string): Promise<void> =>
  done(api.DELETE("/api/v1/shows/{show}/tokens/{token_id}", { params: { path: { show, token_id: id } } }));
export const act = (show: string, action: "overlay_scene" | "subtitle", data: Record<string, unknown>) =>
  take(api.POST("/api/v1/shows/{show}/actions", { params: { path: { show } }, body: { id: `ov-${crypto.randomUUID?.() ?? Math.random().toString(36).slice(2)}`, action, data } }));
