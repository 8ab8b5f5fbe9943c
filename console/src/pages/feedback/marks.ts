/** How a ticket's clock and state are shown. */
import type { State, Ticket } from "./data";

export const TONES: Readonly<Record<State, "muted" | "warn" | "crit" | "ok" | "accent" | "plain">> = {
  open: "warn", assigned: "accent", waiting: "muted", answered: "warn", verified: "ok", closed: "muted", dismissed: "muted",
};

/** The clock runs and is over. */
export const late = (row: Pick<Ticket, "due_at" | "left_ms">): boolean => row.due_at !== null && row.left_ms < 0;

/** Working time as 3:05 (hours and minutes); a minute that has begun counts. */
export function hoursOf(ms: number): string {
  const minutes = Math.max(0, Math.ceil(ms / 60_000));
  return `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, "0")}`;
}
