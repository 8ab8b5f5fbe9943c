import { useQuery, useQueryClient } from "@tanstack/vue-query";
import { computed, type MaybeRefOrGetter, toValue } from "vue";
import { api, take } from "@/api/client";
import type { components } from "@/api/schema";

type Schemas = components["schemas"];
export type Change = Schemas["NextChangeOut"];
export type NewChange = Schemas["NextChangeIn"];
export type Verdict = Schemas["ChangeVerdict"];
export type Given = Omit<Schemas["ChangeTakeIn"], "version" | "show">;
export type Patch = Omit<Schemas["NextChangePatch"], "version">;
export const KINDS = ["task", "slot_minutes", "slot_order", "card", "offer", "rule"] as const satisfies readonly Change["kind"][];

/** What reviews want changed in a show; asked again while its verdicts are worked out. */
export function useCarried(show: MaybeRefOrGetter<string>) {
  return useQuery({
    queryKey: computed(() => ["changes", "carried", toValue(show)]),
    queryFn: () => take(api.GET("/api/v1/shows/{show_id}/carried", { params: { path: { show_id: toValue(show) } } })),
    retry: false,
    refetchInterval: (query) => (query.state.data?.judging ? 2_000 : false),
  });
}

/** What this show's own review wants changed next time. */
export function useFound(show: MaybeRefOrGetter<string>) {
  return useQuery({
    queryKey: computed(() => ["changes", "found", toValue(show)]),
    queryFn: async () => (await take(api.GET("/api/v1/shows/{show_id}/changes", { params: { path: { show_id: toValue(show) } } }))).items,
    retry: false,
  });
}

/** The plan and the gate show it too. */
export function useChangesChanged(): () => Promise<void> {
  const queries = useQueryClient();
  return async () => {
    await Promise.all(["changes", "gate", "rundown", "offers"].map((name) => queries.invalidateQueries({ queryKey: [name] })));
  };
}

const at = (change: Change) => ({ params: { path: { change_id: change.id } } });
export const writeDown = (show: string, body: NewChange) => take(api.POST("/api/v1/shows/{show_id}/changes", { params: { path: { show_id: show } }, body }));
export const decide = (change: Change, patch: Patch) => take(api.PATCH("/api/v1/changes/{change_id}", { ...at(change), body: { version: change.version, ...patch } }));
export const takeInto = (change: Change, show: string, given: Given = {}) => take(api.POST("/api/v1/changes/{change_id}/take", { ...at(change), body: { version: change.version, show, ...given } }));
export const takeBack = (change: Change) => take(api.POST("/api/v1/changes/{change_id}/undo", { ...at(change), body: { version: change.version } }));
