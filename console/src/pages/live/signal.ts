/** What the signal column says: one word for the state, five readings, what is wrong and since when. Pure. */
import { type SignalIncident, type SignalPanel, SignalPanel_DEFAULTS } from "@/api/frames";
import { count } from "@/format/number";
import { clock, duration } from "@/format/time";
import type { LiveTile } from "@/live/stream";
import type { SignalWords } from "./signalWords";

export type Tone = "ok" | "warn" | "crit" | "muted";
export interface Reading {
  id: string;
  label: string;
  unit: string;
  value: string;
  /** The reading is why something is open. */
  bad: boolean;
}
export interface Trouble {
  id: string;
  text: string;
  cause: string;
  lasts: string;
  crit: boolean;
}
export interface SignalView {
  word: string;
  tone: Tone;
  /** Nobody looks, or nobody ever told anything. */
  none: boolean;
  stale: boolean;
  aside: string;
  readings: Reading[];
  troubles: Trouble[];
  unseen: { id: string; name: string; why: string }[];
}

const DIGITS: Readonly<Record<string, number>> = { bitrate_kbps: 2, fps: 1, loudness_lufs: 1 };
/** The reading that an incident is about. */
const ABOUT: Readonly<Record<string, string>> = {
  bitrate_low: "bitrate_kbps",
  fps_low: "fps",
  dropped_send: "dropped",
  dropped_render: "dropped",
  rtt_high: "rtt_ms",
  quiet: "loudness_lufs",
  loud: "loudness_lufs",
  silence: "loudness_lufs",
};
const TONES: Readonly<Record<string, Tone>> = { live: "ok", reconnecting: "crit", stopped: "crit", unknown: "warn" };

export function signalView(
  panel: SignalPanel | undefined,
  tiles: Readonly<Record<string, LiveTile>>,
  now: number,
  zone: string,
  old: boolean,
  w: SignalWords,
): SignalView {
  const p = { ...SignalPanel_DEFAULTS, ...panel };
  const some = Object.values(tiles).some((tile) => tile.value !== null);
  const crit = p.open.some((one) => one.grade === "bad");
  const state = p.state === "none" && some ? "live" : p.state;
  const stale = some && (old || state === "unknown");
  const trouble = state === "live" && p.open.length > 0;
  return {
    word: stale && state === "live" ? w.stale : trouble ? w.trouble : (w.states[state] ?? state),
    tone: trouble ? (crit ? "crit" : "warn") : stale ? "warn" : (TONES[state] ?? "muted"),
    none: p.state === "none" && !some,
    stale,
    aside: [w.backups[p.backup] ?? "", last(p.last_cut, zone, w)].filter(Boolean).join(" · "),
    readings: Object.entries(w.readings).map(([id, [label, unit]]) => ({
      id,
      label,
      unit: id === "dropped" && share(p) !== null ? "%" : unit,
      // Nothing is sent: what was read before is no reading of now.
      value: p.state === "reconnecting" || p.state === "stopped" ? "—" : value(id, tiles[id]?.value ?? null, share(p)),
      bad: p.open.some((one) => ABOUT[one.kind] === id),
    })),
    troubles: p.open.map((one) => ({
      id: one.id,
      text: incidentName(one.kind, w) + (one.output === "backup" ? w.onBackup : ""),
      cause: w.causes[one.cause] ?? one.cause,
      lasts: duration(Math.max(0, Math.round((now - one.at) / 1000))),
      crit: one.grade === "bad",
    })),
    unseen: p.sources.filter((one) => one.why !== null && one.why !== "connecting").map((one) => ({ id: one.id, name: one.name, why: w.codes[one.why ?? ""] ?? w.unreadable })),
  };
}

export function incidentName(kind: string, w: SignalWords): string {
  return w.kinds[kind] ?? kind;
}

/** Frames left out, drawn or sent: the larger share. */
function share(p: { send_lost: number | null; render_lost: number | null }): number | null {
  const known = [p.send_lost, p.render_lost].filter((v) => v !== null);
  return known.length ? Math.max(...known) : null;
}

function value(id: string, raw: number | null, lost: number | null): string {
  if (id === "dropped" && lost !== null) return count(lost * 100, 2);
  return count(id === "bitrate_kbps" && raw !== null ? raw / 1000 : raw, DIGITS[id] ?? 0);
}

function last(cut: SignalIncident | null, zone: string, w: SignalWords): string {
  if (!cut) return w.noCut;
  return cut.seconds === null ? "" : w.lastCut(clock(cut.at, zone), duration(Math.round(cut.seconds)));
}
