import { useQuery, useQueryClient } from "@tanstack/vue-query";
import { computed, type MaybeRefOrGetter, toValue } from "vue";
import { api, take } from "@/api/client";
import type { ImportJob } from "@/api/types";
import { prefs } from "@/prefs/prefs";
import { usePages } from "@/shared/pages";

const KEY = ["imports"];
const at = (id: string) => ({ params: { path: { import_id: id } } });
export const working = (job: ImportJob): boolean => job.state === "queued" || job.state === "running";

/** All imports, newest first; asked every second while one is under way. */
export function useImports() {
  return usePages<ImportJob>(KEY, (cursor) => take(api.GET("/api/v1/imports", { params: { query: cursor ? { cursor } : {} } })), {
    every: (rows) => (rows.some(working) ? 1000 : 15_000),
  });
}

export function useImport(id: MaybeRefOrGetter<string>) {
  return useQuery({
    queryKey: computed(() => [...KEY, toValue(id)]),
    queryFn: () => take(api.GET("/api/v1/imports/{import_id}", at(toValue(id)))),
    refetchInterval: (query) => (query.state.data && working(query.state.data) ? 1000 : false),
  });
}

export function useImportsChanged(): () => Promise<void> {
  const queries = useQueryClient();
  return () => queries.invalidateQueries({ queryKey: KEY });
}

export function useKinds() {
  return useQuery({ queryKey: computed(() => [...KEY, "kinds", prefs.lang]), queryFn: async () => (await take(api.GET("/api/v1/imports/kinds"))).items, staleTime: Infinity });
}

export function useQuarantine(id: MaybeRefOrGetter<string>, wanted: MaybeRefOrGetter<boolean>) {
  return useQuery({
    queryKey: computed(() => [...KEY, toValue(id), "quarantine"]),
    queryFn: async () =>
{
      const found = await take(api.GET("/api/v1/imports/{import_id}/quarantine", { params: { path: { import_id: toValue(id) }, query: { json: true } } }));
      return typeof found === "string" ? [] : found.items; // text only when the CSV is asked for
    },
    enabled: () => toValue(wanted),
  });
}

export const cancelImport = (id: string) => take(api.POST("/api/v1/imports/{import_id}/cancel", at(id)));
export const quarantineUrl = (id: string): string => `/api/v1/imports/${encodeURIComponent(id)}/quarantine`;

export interface Mapping {
  columns: Record<string, string>;
  type?: string;
  types?: Record<string, string>;
  day_order?: "dmy" | "mdy";
}
export const sendMapping = (id: string, mapping: Mapping) => take(api.POST("/api/v1/imports/{import_id}/mapping", { ...at(id), body: mapping }));

export const eventTotal = (job: ImportJob): number => Object.values(job.events ?? {}).reduce((sum, n) => sum + n, 0);
