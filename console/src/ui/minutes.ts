import type { LiveState } from "@/live/stream";

/** The last `n` whole minutes of a metric, the newest last; the running one is left out: it holds only part of its counts. */
export function wholeMinutes(state: Pick<LiveState, "series" | "clock">, metric: string, n: number): (number | null)[] {
  let end = state.series.t.length;
  while (end > 0 && (state.series.t[end - 1] ?? 0) + 60_000 > state.clock) end--;
  return (state.series.m[metric] ?? []).slice(Math.max(0, end - n), end);
}
