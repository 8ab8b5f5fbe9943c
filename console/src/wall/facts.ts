/** What the wall says beside its numbers: where the show stands, what is old, what is broken. Pure. */
import { clock, duration, hourMinute } from "@/format/time";
import { farAge } from "@/ui/light/useView";
import type { LiveState } from "@/live/stream";
import type { words } from "./words";

type Words = typeof words;
const BEFORE = new Set(["preparing", "ready"]);

export const before = (state: LiveState | null): boolean => BEFORE.has(state?.show.state ?? "");

/** Under the title: planned for, on air for, or how long it was. */
export function standing(state: LiveState | null, now: number, w: Words): string {
  const show = state?.show;
  if (!show) return "";
  if (before(state)) return show.starts_at ? w.starts(hourMinute(show.starts_at, show.zone)) : "";
  if (!show.started_at) return "";
  if (show.state === "on_air") return w.elapsed(duration((now - show.started_at) / 1000));
  return show.ended_at ? w.lasted(duration((show.ended_at - show.started_at) / 1000)) : "";
}

/** How far the whole show is off its plan, from half a minute on. */
export function offPlan(state: LiveState | null, w: Words): string {
  const agenda = state?.panels.agenda;
  if (!agenda?.planned || agenda.end_late === null || state?.show.state !== "on_air") return "";
  const seconds = Math.round(Math.abs(agenda.end_late) / 1000);
  if (seconds < 30) return "";
  return agenda.end_late > 0 ? w.late(duration(seconds)) : w.early(duration(seconds));
}

/** When a source that feeds a number fell silent: its number is of then. null while it is fresh, or after the show. */
export function stoppedAt(state: LiveState | null, kind: string): string | null {
  if (state?.show.state !== "on_air") return null;
  const source = state.sources.find((s) => s.kind === kind && (s.state === "stale" || s.state === "cut"));
  return source?.last_at ? clock(source.last_at, state.show.zone) : null;
}

/** Incidents of the signal that are still open, the gravest first. */
export function broken(state: LiveState | null, now: number, w: Words): { id: string; text: string }[] {
  const open = state?.panels.signal?.open ?? [];
  const rank = (grade: string): number => (grade === "high" || grade === "crit" ? 0 : 1);
  return [...open]
    .sort((a, b) => rank(a.grade) - rank(b.grade) || a.at - b.at)
    .slice(0, 2)
    .map((one) => ({ id: one.id, text: w.since(w.incidents[one.kind] ?? one.kind, farAge(now - one.at)) }));
}

/** Clicks on products; null where nobody sends them: a total of nothing is not 0. */
export function clicked(state: LiveState | null): number | null {
  const n = state?.product_total.clicks ?? null;
  const sent = state?.sources.some((s) => s.kind === "clicks" && s.state !== "missing");
  return n === 0 && !sent ? null : n;
}
