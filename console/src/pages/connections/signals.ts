/** Where the signal of each room is looked at. */
import { useQuery, useQueryClient } from "@tanstack/vue-query";
import { api, done, take } from "@/api/client";
import type { components } from "@/api/schema";
import { useLang } from "@/ui/words";
import { computed } from "vue";

export type SignalKind = components["schemas"]["SignalKindOut"];
export type SignalSource = components["schemas"]["SignalSourceOut"];
export type SignalTried = components["schemas"]["SignalTriedOut"];
export interface SignalForm {
  room: string | null;
  kind: string;
  name: string;
  output: "main" | "backup";
  config: Record<string, string>;
}

const KEY = ["signal"];

export function useSignalKinds() {
  const lang = useLang();
  return useQuery({
    queryKey: computed(() => [...KEY, "kinds", lang.value]),
    queryFn: async () => (await take(api.GET("/api/v1/signal/kinds"))).items as SignalKind[],
    staleTime: Infinity,
  });
}

export function useSignalSources() {
  const lang = useLang();
  return useQuery({
    queryKey: computed(() => [...KEY, "sources", lang.value]),
    queryFn: async () => (await take(api.GET("/api/v1/signal/sources"))).items as SignalSource[],
    refetchInterval: 5000,
  });
}

export function useSignalChanged(): () => Promise<void> {
  const queries = useQueryClient();
  return () => queries.invalidateQueries({ queryKey: KEY });
}

const at = (id: string) => ({ params: { path: { source_id: id } } });

export const createSource = (form: SignalForm & { room: string }) => take(api.POST("/api/v1/signal/sources", { body: form }));
export const changeSource = (source: SignalSource, form: SignalForm) =>
  take(api.PATCH("/api/v1/signal/sources/{source_id}", { ...at(source.id), body: { version: source.version, name: form.name, output: form.output, config: form.config } }));
export const removeSource = (id: string) => done(api.DELETE("/api/v1/signal/sources/{source_id}", at(id)));
export const testSource = (id: string) => take(api.POST("/api/v1/signal/sources/{source_id}/test", at(id)));
export const testForm = (kind: string, config: Record<string, string>) => take(api.POST("/api/v1/signal/test", { body: { kind, config } }));
