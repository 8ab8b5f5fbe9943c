/** The host's cues: the usual ones, what each asks for, and how its button looks while it waits. Pure. */
import type { HostCueRow } from "@/api/frames";
import { lang } from "@/ui/light/useView";

export interface Cue {
  text: string;
  kind: "pin" | "offer" | "next" | "price" | "scene" | "other";
  /** The host counts down from it, seconds. */
  lead_s: number;
}

const USUAL: readonly (Cue & { en: string })[] = [
  { text: "上链接", en: "Link up", kind: "pin", lead_s: 3 },
  { text: "发福袋", en: "Giveaway", kind: "offer", lead_s: 5 },
  { text: "下一款", en: "Next item", kind: "next", lead_s: 5 },
  { text: "改价", en: "Price now", kind: "price", lead_s: 5 },
  { text: "切近景", en: "Close-up", kind: "scene", lead_s: 3 },
  { text: "报库存", en: "Stock?", kind: "other", lead_s: 0 },
];

export function cuesOf(own: readonly string[]): Cue[] {
  const usual = USUAL.map(({ en, ...cue }) => ({ ...cue, text: lang === "zh" ? cue.text : en }));
  return [...usual, ...own.map((text): Cue => ({ text, kind: "other", lead_s: 3 }))];
}

export interface CueLook {
  /** The open row of this button, if there is one. */
  open: HostCueRow | null;
  /** Seconds left of the countdown; < 0 = control is late. null = not open. */
  left: number | null;
  /** Just settled: seconds from the cue to the act. */
  took: number | null;
  missed: boolean;
}

const SENT_WITHIN = 20_000;

/** A cue is for now: one that waited for the line longer than this is dropped, and the host is told. */
export function tooLate(tap: { action: string; at?: number }, now: number): boolean {
  return tap.action === "host_cue" && now - (tap.at ?? 0) > SENT_WITHIN;
}

const JUST = 6_000;
const JUST_MISSED = 30_000;

export function lookOf(rows: readonly HostCueRow[], text: string, now: number): CueLook {
  const row = rows.findLast((one) => one.text === text && one.state !== "dropped") ?? null;
  const open = row?.state === "open" ? row : null;
  const fresh = row?.state === "done" && row.settled_at !== null && now - row.settled_at < JUST;
  return {
    open,
    left: open ? Math.ceil((open.due - now) / 1000) : null,
    took: fresh && row?.settled_at ? (row.settled_at - row.at) / 1000 : null,
    missed: row?.state === "missed" && now - row.at < 180_000 + JUST_MISSED,
  };
}
