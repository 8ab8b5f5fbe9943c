import { useQuery, useQueryClient } from "@tanstack/vue-query";
import { computed, type MaybeRefOrGetter, toValue } from "vue";
import { api, done, take } from "@/api/client";
import type { Room, Show, ShowState, Zone } from "@/api/types";
import { DEFAULT_ZONE, fromLocal, toLocal } from "@/format";
import { usePages } from "@/shared/pages";

export interface ShowFilter {
  state?: ShowState | undefined;
  q?: string | undefined;
  from?: number | undefined;
  to?: number | undefined;
}

/** Query values of the server are text; empty ones are left out. */
function query(filter: ShowFilter, cursor?: string) {
  return {
    ...(filter.state ? { state: filter.state } : {}),
    ...(filter.q ? { q: filter.q } : {}),
    ...(filter.from === undefined ? {} : { from: filter.from }),
    ...(filter.to === undefined ? {} : { to: filter.to }),
    ...(cursor ? { cursor } : {}),
  };
}

export function useShows(filter: MaybeRefOrGetter<ShowFilter>) {
  return usePages<Show>(
    () => ["shows", toValue(filter)],
    (cursor) => take(api.GET("/api/v1/shows", { params: { query: query(toValue(filter), cursor) } })),
    { every: () => 15_000 },
  );
}

export function useShow(id: MaybeRefOrGetter<string>) {
  return useQuery({
    queryKey: computed(() => ["show", toValue(id)]),
    queryFn: () => take(api.GET("/api/v1/shows/{show_id}", { params: { path: { show_id: toValue(id) } } })),
    enabled: () => toValue(id) !== "",
    refetchInterval: 15_000,
  });
}

export function useRooms() {
  return useQuery({ queryKey: ["rooms"], queryFn: async () => (await take(api.GET("/api/v1/rooms"))).items as Room[] });
}

/** After any change: every list and page of shows asks again. */
export function useShowsChanged(): () => Promise<void> {
  const queries = useQueryClient();
  return async () => {
    await Promise.all(["shows", "show", "today"].map((key) => queries.invalidateQueries({ queryKey: [key] })));
  };
}

export interface ShowForm {
  title: string;
  room: string | null;
  /** Wall clock of `zone`: 2026-11-21T19:30. */
  starts: string;
  minutes: number | null;
  currency: string;
  zone: string;
  note: string;
}

export function emptyForm(now: number): ShowForm {
  const zone = DEFAULT_ZONE;
  const day = toLocal(now, zone).slice(0, 10);
  return { title: "", room: null, starts: `${day}T19:30`, minutes: 180, currency: "CNY", zone, note: "" };
}

export function formOf(show: Show): ShowForm {
  const { starts_at: start, planned_end: end } = show;
  return {
    title: show.title,
    room: show.room?.id ?? null,
    starts: start === null || start === undefined ? "" : toLocal(start, show.zone),
    minutes: start && end ? Math.round((end - start) / 60_000) : null,
    currency: show.currency,
    zone: show.zone,
    note: show.note ?? "",
  };
}

/** What is sent. The form has been checked before. */
export function bodyOf(form: ShowForm) {
  const starts_at = fromLocal(form.starts, form.zone) ?? 0;
  return {
    title: form.title.trim(),
    room: form.room,
    starts_at,
    planned_end: form.minutes ? starts_at + form.minutes * 60_000 : null,
    currency: form.currency,
    zone: form.zone as Zone, // chosen from the list of zones
    note: form.note.trim() || null,
  };
}

export const createShow = (form: ShowForm): Promise<Show> => take(api.POST("/api/v1/shows", { body: bodyOf(form) }));

export const changeShow = (id: string, version: number, form: ShowForm): Promise<Show> =>
  take(api.PATCH("/api/v1/shows/{show_id}", { params: { path: { show_id: id } }, body: { version, ...bodyOf(form) } }));

export const removeShow = (id: string): Promise<void> =>
  done(api.DELETE("/api/v1/shows/{show_id}", { params: { path: { show_id: id } } }));

const STEP = {
  ready: "/api/v1/shows/{show_id}/ready",
  start: "/api/v1/shows/{show_id}/start",
  end: "/api/v1/shows/{show_id}/end",
  reviewed: "/api/v1/shows/{show_id}/reviewed",
  duplicate: "/api/v1/shows/{show_id}/duplicate",
} as const;
export type Step = keyof typeof STEP;

export const step = (id: string, what: Step): Promise<Show> =>
  take(api.POST(STEP[what], { params: { path: { show_id: id } } }));

/** The one next step of a show's life. */
export const NEXT: Readonly<Record<ShowState, Exclude<Step, "duplicate"> | null>> = {
  preparing: "ready",
  ready: "start",
  on_air: "end",
  ended: "reviewed",
  reviewed: null,
};
