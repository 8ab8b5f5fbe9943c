import { useQuery, useQueryClient } from "@tanstack/vue-query";
import { computed, type MaybeRefOrGetter, toValue } from "vue";
import { api, done, take } from "@/api/client";
import type { TechRow, TechTask } from "@/api/types";
import { type Upload, upload } from "@/api/upload";
import { prefs } from "@/prefs/prefs";
import { usePages } from "@/shared/pages";

export const PROFILES = ["general", "apparel", "food", "jewellery", "cosmetics"] as const;
export type Profile = (typeof PROFILES)[number];
const KEY = "techcheck";
const inRoom = (room: string) => ({ params: { path: { room_id: room } } });
export const working = (row: Pick<TechRow, "state">): boolean => row.state === "queued" || row.state === "running";

/** Categories with their limits, and the programs that the server lacks. */
export function useBench() {
  return useQuery({ queryKey: computed(() => [KEY, "bench", prefs.lang]), queryFn: () => take(api.GET("/api/v1/techcheck")) });
}

export function useRooms() {
  return useQuery({ queryKey: ["rooms"], queryFn: async () => (await take(api.GET("/api/v1/rooms"))).items });
}

export function useSetup(room: MaybeRefOrGetter<string>) {
  return useQuery({
    queryKey: computed(() => [KEY, toValue(room), "setup"]),
    queryFn: () => take(api.GET("/api/v1/techcheck/rooms/{room_id}", inRoom(toValue(room)))),
    enabled: () => toValue(room) !== "",
  });
}

/** What is known of where to open; undefined = not answered yet. `asked`: the show of the address, and its room. */
interface Known {
  asked: { show: string; room: string | null | undefined } | null;
  next: { show: string; room: string } | null | undefined;
  rooms: readonly { id: string }[] | undefined;
}
/** The room that is checked when the address names none: that of the show it names, else of the next show, else the first. */
export function roomToOpen({ asked, next, rooms }: Known): { room: string; show: string } | null {
  if (!rooms || next === undefined || (asked && asked.room === undefined)) return null;
  if (asked?.room) return { room: asked.room, show: asked.show };
  if (next && !asked) return next;
  return rooms[0] ? { room: rooms[0].id, show: asked?.show ?? "" } : null;
}

/** Checks of a room, newest first; asked every second while one is under way. */
export function useHistory(room: MaybeRefOrGetter<string>) {
  return usePages<TechRow>(
    () => [KEY, toValue(room), "history", prefs.lang],
    async (cursor) => {
      if (!toValue(room)) return { items: [] }; // the room is not chosen yet
      return take(api.GET("/api/v1/techcheck/rooms/{room_id}/checks", { params: { path: { room_id: toValue(room) }, query: cursor ? { cursor } : {} } }));
    },
    { every: (rows) => (rows.some(working) ? 1000 : 30_000) },
  );
}

export function useCheck(id: MaybeRefOrGetter<string>) {
  return useQuery({
    queryKey: computed(() => [KEY, "check", toValue(id), prefs.lang]),
    queryFn: () => take(api.GET("/api/v1/techcheck/checks/{check_id}", { params: { path: { check_id: toValue(id) } } })),
    refetchInterval: (query) => (query.state.data && working(query.state.data) ? 1000 : false),
  });
}

export function useTasks(room: MaybeRefOrGetter<string>) {
  return useQuery({
    queryKey: computed(() => [KEY, toValue(room), "tasks", prefs.lang]),
    queryFn: () => take(api.GET("/api/v1/techcheck/rooms/{room_id}/checklist", inRoom(toValue(room)))),
  });
}

export function useTechChanged(): () => Promise<void> {
  const queries = useQueryClient();
  return () => queries.invalidateQueries({ queryKey: [KEY] });
}

export function sendRecording(room: string, file: File, fields: Record<string, string>, progress: (share: number) => void): Upload<{ id: string }> {
  return upload(`/api/v1/techcheck/rooms/${encodeURIComponent(room)}/uploads`, file, { name: file.name, ...fields }, progress, true);
}
export const startLive = (room: string, body: { url: string; seconds: number; uplink_kbps?: number }) =>
  take(api.POST("/api/v1/techcheck/rooms/{room_id}/live", { ...inRoom(room), body }));
export const cancelCheck = (id: string) => take(api.POST("/api/v1/techcheck/checks/{check_id}/cancel", { params: { path: { check_id: id } } }));
export const putSetup = (room: string, body: { version: number; profile: Profile; card: string[] }) =>
  take(api.PUT("/api/v1/techcheck/rooms/{room_id}", { ...inRoom(room), body }));

export const addTask = (room: string, text: string) => take(api.POST("/api/v1/techcheck/rooms/{room_id}/checklist", { ...inRoom(room), body: { text } }));
export const fillTasks = (room: string) => take(api.POST("/api/v1/techcheck/rooms/{room_id}/checklist/fill", inRoom(room)));
export const reopenTasks = (room: string) => take(api.POST("/api/v1/techcheck/rooms/{room_id}/checklist/reopen", inRoom(room)));
export const changeTask = (task: TechTask, changes: { done?: boolean; owner?: string | null }) =>
  take(api.PATCH("/api/v1/techcheck/tasks/{task_id}", { params: { path: { task_id: task.id } }, body: { version: task.version, ...changes } }));
export const removeTask = (id: string) => done(api.DELETE("/api/v1/techcheck/tasks/{task_id}", { params: { path: { task_id: id } } }));

const PROBE_BYTES = 8 << 20;
/** How fast this computer sends to the server, in kbit/s: noise, so that nothing on the way can make it smaller. */
export async function measureUplink(now: () => number = () => performance.now()): Promise<number> {
  const noise = new Uint8Array(PROBE_BYTES);
  for (let at = 0; at < PROBE_BYTES; at += 65_536) crypto.getRandomValues(noise.subarray(at, at + 65_536));
  const file = new File([noise], "uplink");
  const began = now();
  await upload<{ bytes: number }>("/api/v1/techcheck/uplink", file, {}, () => undefined, true).answer;
  return (PROBE_BYTES * 8) / Math.max(now() - began, 1);
}

/** 24 colours as people paste them: #rrggbb, or r g b, one a line. */
export function readCard(text: string): string[] | null {
  const lines = text.split(/\n|;/).map((line) => line.trim()).filter(Boolean);
  const colours = lines.map((line) => {
    const hex = /#?([0-9a-f]{6})\b/i.exec(line);
    if (hex?.[1]) return `#${hex[1].toLowerCase()}`;
    const parts = line.split(/[\s,]+/).map(Number);
    return parts.length === 3 && parts.every((part) => Number.isInteger(part) && part >= 0 && part <= 255)
      ? `#${parts.map((part) => part.toString(16).padStart(2, "0")).join("")}`
      : "";
  });
  return colours.length === 24 && colours.every(Boolean) ? colours : null;
}

const CONTAINERS: readonly (readonly [RegExp, string])[] = [
  [/mp4|mov/, "MP4 / MOV"],
  [/matroska|webm/, "MKV / WebM"],
  [/flv/, "FLV"],
  [/mpegts/, "MPEG-TS"],
];
const CODECS: Readonly<Record<string, string>> = { h264: "H.264", hevc: "H.265", aac: "AAC", opus: "Opus", mp3: "MP3", av1: "AV1", vp9: "VP9" };
/** What the file or stream is, as people say it: 1280×720 · H.264 · AAC 48 kHz. */
export function aboutOf(facts: Readonly<Record<string, unknown>>, t: (key: string, values?: Record<string, unknown>) => string): string[] {
  const text = (name: string): string => String(facts[name] ?? "");
  const codec = (name: string): string => CODECS[text(name)] ?? text(name);
  const out = [t("techcheck.about.seconds", { n: facts.seconds })];
  if (facts.width) out.push(`${text("width")}×${text("height")}`, codec("video"));
  if (facts.audio) out.push(`${codec("audio")} ${Number(facts.rate) / 1000} kHz`, t(facts.channels === 1 ? "techcheck.about.mono" : "techcheck.about.channels", { n: facts.channels }));
  return [...out, CONTAINERS.find(([form]) => form.test(text("format")))?.[1] ?? text("format")];
}
