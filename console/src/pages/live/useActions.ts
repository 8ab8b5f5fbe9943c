/**
 * What a person does on air: shown at once, taken back when the server refuses, kept as an error row until it is
 * tried again or dropped. The id is made here, so that sending twice is doing once.
 */
import { computed, type ComputedRef, type Ref, ref, watch } from "vue";
import { api, take } from "@/api/client";
import { asProblem, type ProblemError } from "@/api/problem";
import { me } from "@/api/session";
import type { ActionName } from "@/api/types";
import type { LiveAction, LiveState } from "@/live/stream";

export type ActionData = Record<string, unknown>;

export interface Pending {
  id: string;
  action: ActionName;
  data: ActionData;
  at: number;
  state: "sending" | "sent" | "failed";
  problem: ProblemError | null;
}

export interface Actions {
  pending: Readonly<Ref<readonly Pending[]>>;
  /** Comments whose hiding or restoring is on its way: id → hidden. */
  hiding: ComputedRef<ReadonlyMap<string, boolean>>;
  /** Rows of the radar whose answer is on its way. */
  answering: ComputedRef<ReadonlySet<string>>;
  act: (action: ActionName, data: ActionData) => Promise<boolean>;
  retry: (id: string) => Promise<boolean>;
  drop: (id: string) => void;
  /** My newest action that is not undone, if any. */
  mine: ComputedRef<LiveAction | null>;
}

const HOLD = 4000;

export function newId(): string {
  const bytes = window.crypto.getRandomValues(new Uint8Array(12));
  return `act_${[...bytes].map((b) => b.toString(16).padStart(2, "0")).join("")}`;
}

export function useActions(show: string, state: Readonly<Ref<LiveState | null>>, now: Readonly<Ref<number>>): Actions {
  const pending = ref<Pending[]>([]);

  function patch(id: string, change: Partial<Pending>): void {
    pending.value = pending.value.map((item) => (item.id === id ? { ...item, ...change } : item));
  }
  function drop(id: string): void {
    pending.value = pending.value.filter((item) => item.id !== id);
  }
  async function send(item: Pending): Promise<boolean> {
    const body = { action: item.action, data: { ...item.data }, id: item.id };
    try {
      await take(api.POST("/api/v1/shows/{show}/actions", { params: { path: { show } }, body }));
    } catch (error) {
      patch(item.id, { state: "failed", problem: asProblem(error) });
      return false;
    }
    patch(item.id, { state: "sent" });
    // The stream tells everybody; if it says nothing (cut), the row must not stay for ever.
    window.setTimeout(() => drop(item.id), HOLD);
    return true;
  }
  function act(action: ActionName, data: ActionData): Promise<boolean> {
    const item: Pending = { id: newId(), action, data, at: now.value, state: "sending", problem: null };
    pending.value = [...pending.value, item];
    return send(item);
  }
  async function retry(id: string): Promise<boolean> {
    const item = pending.value.find((one) => one.id === id);
    if (!item) return false;
    patch(id, { state: "sending", problem: null });
    return send(item);
  }
  watch(
    () => state.value?.actions,
    (rows) => {
      if (!pending.value.length || !rows) return;
      const known = new Set(rows.map((row) => row.id));
      if (pending.value.some((item) => known.has(item.id))) pending.value = pending.value.filter((item) => !known.has(item.id));
    },
  );

  const hiding = computed(() => {
    const found = new Map<string, boolean>();
    for (const item of pending.value) {
      const comment = item.data.comment;
      if (item.state === "failed" || typeof comment !== "string") continue;
      if (item.action === "hide_comment" || item.action === "unhide_comment") found.set(comment, item.action === "hide_comment");
    }
    return found;
  });
  const answering = computed(() => {
    const sent = pending.value.filter((item) => item.state !== "failed" && ["answer", "question_done", "hide_row"].includes(item.action));
    return new Set(sent.map((item) => String(item.data.cluster)));
  });
  const mine = computed(() => {
    const who = me.value?.person;
    const own = (row: LiveAction): boolean => !!who && (row.by === who.id || row.by_name === who.name);
    return state.value?.actions.findLast((row) => own(row) && !row.undone && row.action !== "undo") ?? null;
  });
  return { pending, hiding, answering, act, retry, drop, mine };
}
