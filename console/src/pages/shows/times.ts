import type { Show } from "@/api/types";

/** Seconds from start to end, as planned while it has not ended; null when unknown. */
export function lengthOf(show: Show): number | null {
  const from = show.started_at ?? show.starts_at;
  const to = show.ended_at ?? (show.state === "ended" || show.state === "reviewed" ? null : show.planned_end);
  return from !== null && from !== undefined && to ? Math.max(0, Math.round((to - from) / 1000)) : null;
}

/** The days a month's page shows: whole weeks from Monday, as ISO days. */
export function monthGrid(year: number, month: number): string[] {
  const first = new Date(Date.UTC(year, month - 1, 1));
  const lead = (first.getUTCDay() + 6) % 7;
  const days = new Date(Date.UTC(year, month, 0)).getUTCDate();
  const cells = Math.ceil((lead + days) / 7) * 7;
  return Array.from({ length: cells }, (_, i) => new Date(Date.UTC(year, month - 1, 1 - lead + i)).toISOString().slice(0, 10));
}
