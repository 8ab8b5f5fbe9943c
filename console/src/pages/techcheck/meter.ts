/** Where a figure stands against its limits. Pure. */
import type { TechBench } from "@/api/types";

export type Limit = TechBench["profiles"][number]["limits"][number];
export type Level = "pass" | "warn" | "fail";
export interface Meter {
  level: Level;
  /** Shares of the track: the mark, and the part that is good. */
  at: number;
  from: number;
  to: number;
  /** As people write it: ≥ 720 · ≤ 8 % */
  limit: string;
}
/** Decibels under the lowest bound that are still worth a place on the track. */
const QUIET = 12;
/** Offsets, whose size counts. */
const EITHER_WAY = new Set(["av_offset"]);

/** Counts: a bound of 0.5 lets none pass. */
const COUNTS = new Set(["damage", "drops"]);

const text = (value: number): string => String(Number(value.toFixed(3))).replace("-", "−");
const beyond = (value: number, sort: Limit["sort"], bound: number): boolean => (sort === "low" ? value < bound : value > bound);

function levelOf(value: number, limits: readonly Limit[]): Level {
  if (limits.some((limit) => limit.fail !== null && beyond(value, limit.sort, limit.fail))) return "fail";
  return limits.some((limit) => beyond(value, limit.sort, limit.warn)) ? "warn" : "pass";
}

/** The ends of the track: room beyond the worst bound, and nothing under 0 where nothing can be. */
function ends(low: Limit | undefined, high: Limit | undefined): [number, number] {
  const bounds = [low?.warn, low?.fail, high?.warn, high?.fail].filter((bound): bound is number => typeof bound === "number");
  const least = Math.min(...bounds);
  const most = Math.max(...bounds);
  const room = Math.max((most - least) * 0.6, Math.abs(most) * 0.5, 0.001);
  const start = least < 0 ? least - Math.max(room, QUIET) : 0;
  return [start, most + room];
}

/** null: nothing bounds this figure. */
export function meterOf(figure: string, value: number, all: readonly Limit[]): Meter | null {
  const limits = all.filter((limit) => limit.figure === figure);
  if (!limits.length) return null;
  const size = EITHER_WAY.has(figure) ? Math.abs(value) : value;
  const low = limits.find((limit) => limit.sort === "low");
  const high = limits.find((limit) => limit.sort === "high");
  const [start, end] = ends(low, high);
  const share = (at: number): number => Math.min(Math.max((at - start) / (end - start), 0), 1);
  const words = low && high ? `${text(low.warn)}…${text(high.warn)}` : low ? `≥ ${text(low.warn)}` : `≤ ${text(COUNTS.has(figure) ? Math.floor(high?.warn ?? 0) : (high?.warn ?? 0))}`;
  return { level: levelOf(size, limits), at: share(size), from: low ? share(low.warn) : 0, to: high ? share(high.warn) : 1, limit: words };
}
