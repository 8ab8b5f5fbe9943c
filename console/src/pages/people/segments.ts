/** What the segments tab asks of the server. */
import { useQuery, useQueryClient } from "@tanstack/vue-query";
import { computed, type MaybeRefOrGetter, toValue } from "vue";
import { api, done, take } from "@/api/client";
import type { components } from "@/api/schema";
import { usePages } from "@/shared/pages";
import type { Person } from "./data";
import type { Rule } from "./rule";

type Schemas = components["schemas"];
export type Segment = Schemas["SegmentOut"];
export type Measure = Schemas["SegmentMeasure"];
export type Preview = Schemas["SegmentPreview"];
const KEY = ["segments"];
const EVERY_MS = 15_000;
const at = (id: string) => ({ params: { path: { segment_id: id } } });

export const useSegments = () => useQuery({ queryKey: [...KEY, "list"], queryFn: () => take(api.GET("/api/v1/segments")), retry: false, refetchInterval: EVERY_MS });
export const useSegmentWords = () => useQuery({ queryKey: [...KEY, "words"], queryFn: () => take(api.GET("/api/v1/segments/words")), staleTime: Infinity });
export const usePreview = (rule: MaybeRefOrGetter<Rule | null>) =>
  useQuery({
    queryKey: computed(() => [...KEY, "preview", toValue(rule)]),
    queryFn: () => take(api.POST("/api/v1/segments/preview", { body: { rule: toValue(rule) ?? {} } })),
    enabled: computed(() => toValue(rule) !== null),
    retry: false,
  });
export const useMembers = (id: MaybeRefOrGetter<string>) =>
  usePages<Person, Schemas["SegmentMembers"]>(
    () => [...KEY, "members", toValue(id)],
    (cursor) => take(api.GET("/api/v1/segments/{segment_id}/members", { params: { path: { segment_id: toValue(id) }, query: cursor ? { cursor } : {} } })),
  );
export const useOverlap = (ids: MaybeRefOrGetter<readonly string[]>) =>
  useQuery({
    queryKey: computed(() => [...KEY, "overlap", toValue(ids)]),
    queryFn: () => take(api.GET("/api/v1/segments/overlap", { params: { query: { segment: [...toValue(ids)] } } })),
    enabled: computed(() => toValue(ids).length > 1),
    retry: false,
  });
export function useSegmentsChanged(): () => Promise<void> {
  const client = useQueryClient();
  return () => client.invalidateQueries({ queryKey: KEY });
}
export const keep = (name: string, rule: Rule): Promise<Segment> => take(api.POST("/api/v1/segments", { body: { name, rule } }));
export const change = (one: Segment, name: string, rule: Rule): Promise<Segment> =>
  take(api.PATCH("/api/v1/segments/{segment_id}", { ...at(one.id), body: { version: one.version ?? 0, name, rule } }));
export const drop = (id: string): Promise<void> => done(api.DELETE("/api/v1/segments/{segment_id}", at(id)));
