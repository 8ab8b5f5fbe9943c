import { useQuery, useQueryClient } from "@tanstack/vue-query";
import { computed, type MaybeRefOrGetter, toValue } from "vue";
import { api, done, take } from "@/api/client";
import type { Connection } from "@/api/types";

const KEY = ["connections"];

export function useConnections() {
  return useQuery({
    queryKey: KEY,
    queryFn: async () => (await take(api.GET("/api/v1/connections"))).items as Connection[],
    refetchInterval: 5000,
  });
}

export function useConnectionsChanged(): () => Promise<void> {
  const queries = useQueryClient();
  return () => queries.invalidateQueries({ queryKey: KEY });
}

export function useInbox(id: MaybeRefOrGetter<string>) {
  return useQuery({
    queryKey: computed(() => [...KEY, toValue(id), "inbox"]),
    queryFn: async () => (await take(api.GET("/api/v1/connections/{connection_id}/inbox", at(toValue(id))))).items,
  });
}

const at = (id: string) => ({ params: { path: { connection_id: id } } });

export const createConnection = (form: { name: string; connector: string; room: string }) =>
  take(api.POST("/api/v1/connections", { body: form }));
export const rotate = (id: string) => take(api.POST("/api/v1/connections/{connection_id}/rotate", at(id)));
export const remove = (id: string) => done(api.DELETE("/api/v1/connections/{connection_id}", at(id)));
export const attach = (id: string, show: string) =>
  take(api.POST("/api/v1/connections/{connection_id}/inbox/attach", { ...at(id), body: { show } }));
