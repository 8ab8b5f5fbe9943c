/**
 * What the host taps: kept on this device until the server has it, sent again after a cut or a reload. The id is made
 * here, so that sending twice is doing once. A refusal is shown and dropped; only a lost line is tried again. A cue that
 * waited too long is not sent: control would act on what the host wanted minutes ago.
 */
import { computed, onScopeDispose, ref, watch, type Ref } from "vue";
import type { Place } from "@/ui/light/useView";
import { tooLate } from "./cues";
import { words as w } from "./words";

export type HostAction = "whisper_ack" | "host_cue" | "cue_settle" | "must_said" | "push_tap";
export interface Tap {
  id: string;
  action: HostAction;
  data: Record<string, unknown>;
  /** When it was tapped, by this device. */
  at?: number;
}

const AGAIN = 3_000;
const KEPT = 50;

export function newId(): string {
  // randomUUID is there in secure contexts only; a phone on plain http has this.
  const bytes = window.crypto.getRandomValues(new Uint8Array(12));
  return `tap_${[...bytes].map((b) => b.toString(16).padStart(2, "0")).join("")}`;
}

function load(key: string): Tap[] {
  try {
    const saved: unknown = JSON.parse(localStorage.getItem(key) ?? "[]");
    return Array.isArray(saved) ? (saved as Tap[]) : [];
  } catch {
    return []; // written by something else: nothing of ours is lost
  }
}

/** `online`: whether the stream stands; when it comes back, what waits is sent. */
export function useHost(place: Place, online: Readonly<Ref<boolean>>) {
  const address = place.show
    ? `/api/v1/shows/${encodeURIComponent(place.show)}/actions`
    : (place.stream?.replace(/\/stream$/, "/actions") ?? null);
  const key = `onair.taps:${address ?? ""}`;
  const waiting = ref<Tap[]>(load(key));
  const refusal = ref("");
  /** The server says that this link is over. */
  const dead = ref(false);
  /** Whispers that the server knows to be read, before its next frame says so. */
  const read = ref<ReadonlySet<unknown>>(new Set());
  let busy = false;
  let csrf = "";

  async function headers(): Promise<Record<string, string>> {
    if (place.show && !csrf) {
      const me = (await (await fetch("/api/v1/me")).json()) as { csrf?: string };
      csrf = me.csrf ?? "";
    }
    const lang = document.documentElement.lang;
    return { "content-type": "application/json", "accept-language": lang, ...(csrf ? { "x-onair-csrf": csrf } : {}) };
  }
  /** true = settled, one way or the other. */
  async function send(tap: Tap): Promise<boolean> {
    if (!address) return true;
    if (tooLate(tap, Date.now())) {
      refusal.value = w.cueNotSent(String(tap.data.text ?? ""));
      return true;
    }
    let answer: Response;
    try {
      answer = await fetch(address, { method: "POST", headers: await headers(), body: JSON.stringify({ id: tap.id, action: tap.action, data: tap.data }) });
    } catch {
      return false; // no line: it waits
    }
    if (answer.ok) {
      if (tap.action === "whisper_ack") read.value = new Set([...read.value, tap.data.whisper]);
      return true;
    }
    if (answer.status >= 500) return false;
    if (answer.status === 401) dead.value = true;
    const problem = (await answer.json().catch(() => ({}))) as { detail?: string };
    refusal.value = problem.detail ?? String(answer.status);
    return true;
  }
  async function flush(): Promise<void> {
    if (busy) return;
    busy = true;
    try {
      for (let tap = waiting.value[0]; tap; tap = waiting.value[0]) {
        if (!(await send(tap))) break;
        const { id } = tap;
        waiting.value = waiting.value.filter((one) => one.id !== id);
      }
    } finally {
      busy = false;
    }
  }
  function tap(action: HostAction, data: Record<string, unknown>): void {
    refusal.value = "";
    waiting.value = [...waiting.value, { id: newId(), action, data, at: Date.now() }].slice(-KEPT);
    void flush();
  }
  /** A rejected link cannot be told from a lost line by a stream: ask once. */
  async function ask(): Promise<void> {
    if (!place.stream) return;
    const stop = new AbortController();
    try {
      dead.value = (await fetch(place.stream, { signal: stop.signal })).status === 401;
    } catch {
      // no answer: a lost line, which says so by itself
    } finally {
      stop.abort();
    }
  }
  watch(waiting, (taps) => localStorage.setItem(key, JSON.stringify(taps)));
  watch(online, (up) => up && void flush(), { immediate: true });
  const timer = window.setInterval(() => waiting.value.length && void flush(), AGAIN);
  onScopeDispose(() => window.clearInterval(timer));
  return {
    tap,
    ask,
    waiting,
    refusal,
    dead,
    read,
    /** Whispers whose 知道了 is on its way. */
    acking: computed(() => new Set(waiting.value.filter((t) => t.action === "whisper_ack").map((t) => t.data.whisper))),
  };
}
