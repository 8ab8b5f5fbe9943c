import { useQuery, useQueryClient } from "@tanstack/vue-query";
import { computed, type MaybeRefOrGetter, toValue } from "vue";
import { api, take } from "@/api/client";
import type { components } from "@/api/schema";

type Schemas = components["schemas"];
export type Gate = Schemas["GateOut"];
export type Point = Schemas["GatePoint"];
export type Mark = Schemas["GateMarkOut"];
export type Ready = Schemas["ReadyOut"];
export type GateSettings = Schemas["GateSettingsOut"];

export const STATES = ["open", "warn", "waived", "ok"] as const satisfies readonly Point["state"][];
export const TONES: Readonly<Record<Point["state"], string>> = { open: "crit", warn: "warn", waived: "accent", ok: "ok" };
export const SIGNS: Readonly<Record<Point["state"], string>> = { open: "●", warn: "▲", waived: "↷", ok: "✓" };

export function useGate(show: MaybeRefOrGetter<string>) {
  return useQuery({
    queryKey: computed(() => ["gate", toValue(show)]),
    queryFn: () => take(api.GET("/api/v1/shows/{show_id}/gate", { params: { path: { show_id: toValue(show) } } })),
    enabled: computed(() => toValue(show) !== ""),
    refetchInterval: 15_000,
  });
}

/** Readiness of the shows that are being prepared, by id. Who may not see it simply sees none. */
export function useReadiness() {
  const query = useQuery({
    queryKey: ["gate", "readiness"],
    queryFn: async () => (await take(api.GET("/api/v1/readiness"))).items,
    retry: false,
    refetchInterval: 30_000,
  });
  return computed(() => new Map((query.data.value ?? []).map((one) => [one.show, one])));
}

export function useSettings() {
  return useQuery({ queryKey: ["gate", "settings"], queryFn: () => take(api.GET("/api/v1/gate/settings")) });
}

export function useGateChanged(): () => Promise<void> {
  const queries = useQueryClient();
  return () => queries.invalidateQueries({ queryKey: ["gate"] });
}

const of = (show: string) => ({ params: { path: { show_id: show } } });
const at = (show: string, code: string) => ({ params: { path: { show_id: show, code } } });
export const mark = (show: string, code: string, subject: string) => take(api.POST("/api/v1/shows/{show_id}/gate/marks", { ...of(show), body: { code, subject } }));
export const unmark = (show: string, code: string, subject: string) =>
  take(api.POST("/api/v1/shows/{show_id}/gate/marks/withdraw", { ...of(show), body: { code, subject } }));
export const waive = (show: string, code: string, reason: string) => take(api.POST("/api/v1/shows/{show_id}/gate/waivers/{code}", { ...at(show, code), body: { reason } }));
export const unwaive = (show: string, code: string) => take(api.DELETE("/api/v1/shows/{show_id}/gate/waivers/{code}", at(show, code)));
export const nameOwner = (show: string, point: Point, person: string | null) =>
  take(api.PATCH("/api/v1/shows/{show_id}/gate/points/{code}", { ...at(show, point.code), body: { version: point.version, person } }));
export const setDue = (show: string, point: Point, due_at: number | null) =>
  take(api.PATCH("/api/v1/shows/{show_id}/gate/points/{code}", { ...at(show, point.code), body: { version: point.version, due_at } }));
export const saveSettings = (body: Schemas["GateSettingsForm"]) => take(api.PATCH("/api/v1/gate/settings", { body }));
