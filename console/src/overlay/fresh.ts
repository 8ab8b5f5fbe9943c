/** How far behind the data is: the line to the server, and each source behind it. */
import type { LiveState } from "@/live/stream";

export interface Age {
  /** Monotonic ms of the last frame; null = none yet. */
  heardAt: number | null;
  silent: boolean;
  /** Monotonic ms now. */
  at: number;
}
export type SourceKind = "orders" | "stock";
export interface Late {
  /** Seconds without a frame, once that is a cut; null = the line stands. */
  line: number | null;
  /** Seconds since the source was heard, once it is stale. */
  source: (kind: SourceKind) => number | null;
}

export function lateOf(state: LiveState | null, age: Age, clock: number): Late {
  const line = age.silent && age.heardAt !== null ? Math.max(1, Math.round((age.at - age.heardAt) / 1000)) : null;
  const source = (kind: SourceKind): number | null => {
    if (line !== null) return line;
    const badge = state?.sources.find((one) => one.kind === kind);
    if (!badge || state?.show.state !== "on_air" || (badge.state !== "stale" && badge.state !== "cut")) return null;
    return badge.last_at === null ? null : Math.max(1, Math.round((clock - badge.last_at) / 1000));
  };
  return { line, source };
}
