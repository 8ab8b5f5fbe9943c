import { useQuery } from "@tanstack/vue-query";
import { computed, type MaybeRefOrGetter, toValue } from "vue";
import { api, take } from "@/api/client";
import type { components } from "@/api/schema";
import { prefs } from "@/prefs/prefs";
import { usePages } from "@/shared/pages";

type Schemas = components["schemas"];
export type Training = Schemas["TrainingOut"];
export type Kit = Schemas["TrainingKit"];
export type Scenario = Schemas["ScenarioOut"];
export type Kind = Schemas["FaultKindOut"];
export type FaultPlan = Schemas["PlannedFault"];
export type FaultForm = Schemas["FaultForm"];
export type NewTraining = Schemas["NewTraining"];
export type Score = Schemas["ScoreOut"];
export type FaultScore = Schemas["FaultScoreOut"];
export type Turn = Schemas["TrainingTurn"]["do"];
export type LimitsForm = Schemas["LimitsForm"];

export const SEATS = ["operator", "controller", "host", "merchandiser", "service", "technician"] as const;
const at = (show: string) => ({ params: { path: { show_id: show } } });

export function useKit() {
  return useQuery({ queryKey: computed(() => ["trainings", "kit", prefs.lang]), queryFn: () => take(api.GET("/api/v1/trainings/kit")) });
}

/** All rehearsals, newest first; asked often while one runs. */
export function useTrainings() {
  return usePages<Training>(["trainings", "all"], (cursor) => take(api.GET("/api/v1/trainings", { params: { query: cursor ? { cursor } : {} } })), {
    every: (rows) => (rows.some((row) => row.state === "running") ? 3000 : 30_000),
  });
}

/** One of them; while it runs it is asked twice in three seconds, so that its clock can be shown. */
export function useTraining(show: MaybeRefOrGetter<string>, wanted: MaybeRefOrGetter<boolean> = true) {
  return useQuery({
    queryKey: computed(() => ["trainings", toValue(show)]),
    queryFn: () => take(api.GET("/api/v1/trainings/{show_id}", at(toValue(show)))),
    enabled: () => toValue(wanted),
    retry: false,
    refetchInterval: (query) => (query.state.data?.state === "running" ? 1500 : false),
  });
}

/** The rehearsal that a show is, if it is one. */
export function useTrainingOf(show: MaybeRefOrGetter<string>, wanted: MaybeRefOrGetter<boolean>) {
  return useQuery({
    queryKey: computed(() => ["trainings", toValue(show), "of"]),
    queryFn: async () => (await take(api.GET("/api/v1/trainings", { params: { query: { show: toValue(show) } } }))).items[0] ?? null,
    enabled: () => toValue(wanted),
    retry: false,
    refetchInterval: (query) => (query.state.data?.state === "running" ? 1500 : false),
  });
}

export function useScore(show: MaybeRefOrGetter<string>, wanted: MaybeRefOrGetter<boolean>) {
  return useQuery({
    queryKey: computed(() => ["trainings", toValue(show), "score"]),
    queryFn: () => take(api.GET("/api/v1/trainings/{show_id}/score", at(toValue(show)))),
    enabled: () => toValue(wanted),
    retry: false,
  });
}

/** Those that run now. */
export const trainingsNow = async (): Promise<Training[]> =>
  (await take(api.GET("/api/v1/trainings"))).items.filter((one) => one.state === "running");
export const start = (body: NewTraining): Promise<Training> => take(api.POST("/api/v1/trainings", { body }));
export const turn = (show: string, what: Turn, speed?: number): Promise<Training> =>
  take(api.POST("/api/v1/trainings/{show_id}/turn", { ...at(show), body: { do: what, speed: speed ?? null } }));
export const putLimits = (limits: Record<string, LimitsForm>, version: number) => take(api.PUT("/api/v1/trainings/limits", { body: { limits, version } }));
export const sheetUrl = (show: string): string => `/api/v1/trainings/${encodeURIComponent(show)}/sheet?lang=${prefs.lang}`;

/** Where the show's clock is between two answers of the server, ms. */
export function clockNow(one: Training, askedAt: number, now: number): number | null {
  if (one.clock === null) return null;
  const moved = one.paused || one.state === "over" ? 0 : Math.max(0, now - askedAt) * one.speed;
  return Math.min(one.end, one.clock + moved);
}
