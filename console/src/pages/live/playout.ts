/** The rundown as it is played: what the panels say, made ready for the page. Pure. */
import type { PlayoutPanel, PlayedPanel, PlaySlot, SlotLint } from "@/api/frames";
import type { LiveState } from "@/live/stream";
import { duration } from "@/format/time";
import type { LiveWords } from "./words";

/** null where no rundown is written: then slots are started by hand. */
export function playoutOf(state: LiveState | null): PlayoutPanel | null {
  const panel = state?.panels.playout;
  return panel && panel.version > 0 ? panel : null;
}
export const playedOf = (state: LiveState | null): PlayedPanel | null => state?.panels.played ?? null;

/** Until when the slot on air should last. */
export const dueOf = (slot: PlaySlot): number => (slot.timing === "fill" ? (slot.end ?? 0) : (slot.at ?? 0) + slot.length);

/** How late the show is at `now`: what the slot on air runs over rolls on between two frames. */
export function lateAt(panel: PlayoutPanel, now: number): number {
  const slot = panel.current;
  if (!slot || slot.timing === "fill") return panel.late;
  const due = dueOf(slot);
  return panel.late - Math.max(0, (slot.end ?? due) - due) + Math.max(0, now - due);
}

/** 2:20, 1:05:00: a difference, without leading zeros. */
export function span(ms: number): string {
  return duration(Math.abs(ms) / 1000).replace(/^0(\d)/, "$1");
}

/** Slot → its name, of everything the panels know. */
export function titlesOf(state: LiveState | null): ReadonlyMap<string, string> {
  const panel = playoutOf(state);
  const known = [...(playedOf(state)?.slots ?? []), ...(panel?.skipped ?? []), ...(panel?.coming ?? []), ...(panel?.current ? [panel.current] : [])];
  return new Map(known.map((slot) => [slot.id, slot.title]));
}

/** What the footer says of a change: the slot and by how much. */
export function changedSlot(data: Record<string, unknown>, titles: ReadonlyMap<string, string>): string {
  const title = typeof data.slot === "string" ? (titles.get(data.slot) ?? "") : "";
  const other = typeof data.with === "string" ? ` ↔ ${titles.get(data.with) ?? ""}` : "";
  const minutes = typeof data.minutes === "number" ? ` ${data.minutes > 0 ? "+" : "−"}${Math.abs(data.minutes)}:00` : "";
  return `${title}${other}${minutes}`;
}

export function lintWords(lint: SlotLint, words: LiveWords): string {
  const n = lint.n === null ? "" : lint.code === "stock_low" ? String(lint.n) : span(lint.n);
  return `! ${words.lint(lint.code, n, lint.title ?? "")}`;
}
