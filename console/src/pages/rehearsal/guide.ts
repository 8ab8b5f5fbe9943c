/** The demo's second tour: one line at a time beside the running rehearsal. */
import type { Training } from "./data";

export const TOUR = "first_aid";
export type Hint = "warming" | "look" | "now_stream_cut" | "now_stock_gone" | "between" | "after";

/** What to say at a moment of the show (ms; null: people have not come in yet); null: nothing to lead through. */
export function hintAt(one: Training, at: number | null): Hint | null {
  if (one.scenario !== TOUR || one.faults === null || one.state === "over") return null;
  if (at === null) return "warming";
  const faults = one.faults.map((fault) => ({ kind: fault.kind, begin: fault.begin ?? 0, end: (fault.begin ?? 0) + fault.length_s * 1000 }));
  const now = faults.find((fault) => fault.begin <= at && at < fault.end);
  if (now) return now.kind === "stock_gone" ? "now_stock_gone" : "now_stream_cut";
  if (faults.every((fault) => at >= fault.end)) return "after";
  return faults.some((fault) => at >= fault.end) ? "between" : "look";
}
