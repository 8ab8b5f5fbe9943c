/** What two shows, or a show and its room's past, say side by side. Pure. */
import type { FunnelStage, NumberCell, Review } from "@/api/types";
import { known, type Maybe, ratio, total } from "@/ui/numbers";
import { cell, groupOf, type Row } from "../data";

/** One thing of both. `why`: the field in which they are unlike; then nothing is compared. */
export interface Line {
  id: string;
  label: string;
  unit: string;
  a: Maybe;
  b: Maybe;
  why: string | null;
}

/** One number against the room's own past. */
export interface BandLine {
  id: string;
  label: string;
  unit: string;
  value: number;
  low: Maybe;
  mid: Maybe;
  high: Maybe;
  n: number;
  few: boolean;
}

/** Two numbers of one meaning: what is missing in one, or estimated in one only, is not compared. */
export function unlike(a: Pick<NumberCell, "value" | "state"> | undefined, b: Pick<NumberCell, "value" | "state"> | undefined): string | null {
  if (!known(a?.value) || !known(b?.value)) return "missing";
  return (a?.state === "estimated") !== (b?.state === "estimated") ? "completeness" : null;
}

/** Stages in people, each followed by its share of the stage before that both have. */
export function funnelLines(
  a: readonly FunnelStage[],
  b: readonly FunnelStage[],
  name: (stage: string) => string,
  share: (stage: string, before: string) => string,
): Line[] {
  const of = (stages: readonly FunnelStage[], stage: string) => stages.find((s) => s.stage === stage);
  const told = (s: FunnelStage | undefined) => (s ? { value: s.people, state: s.state } : undefined);
  const lines: Line[] = [];
  let before: FunnelStage | null = null;
  for (const stage of a) {
    const other = of(b, stage.stage);
    const why = unlike(told(stage), told(other));
    lines.push({ id: stage.stage, label: name(stage.stage), unit: "people", a: stage.people, b: other?.people ?? null, why });
    if (why !== null) continue;
    if (before) {
      const [x, y] = [ratio(stage.people, before.people), ratio(other?.people, of(b, before.stage)?.people)];
      lines.push({ id: `${before.stage}-${stage.stage}`, label: share(stage.stage, before.stage), unit: "ratio", a: x, b: y, why: known(x) && known(y) ? null : "missing" });
    }
    before = stage;
  }
  return lines;
}

/** Share of entries by neutral group; raw names differ by platform, groups do not. */
export function groupLines(a: readonly Row[], b: readonly Row[], groups: Readonly<Record<string, string>>): Line[] {
  const share = (rows: readonly Row[], group: string): number | null => {
    const named = rows.filter((r) => r.key !== null);
    const all = total(named.map((r) => cell(r, "view_pv")));
    return ratio(total(named.filter((r) => groupOf(r) === group).map((r) => cell(r, "view_pv"))) ?? (all === null ? null : 0), all);
  };
  return Object.entries(groups).map(([id, label]) => {
    const [x, y] = [share(a, id), share(b, id)];
    return { id, label, unit: "ratio", a: x, b: y, why: known(x) && known(y) ? null : "missing" };
  });
}

/** Money of products that either sold, largest first. `why`: set when the shows count in different currencies. */
export function productLines(a: readonly Row[], b: readonly Row[], why: string | null): Line[] {
  const by = new Map(b.map((r) => [String(r.key), r]));
  const mine = new Set(a.map((r) => String(r.key)));
  const named = [...a, ...b.filter((r) => !mine.has(String(r.key)))].filter((r) => r.key !== null);
  const own = new Map(a.map((r) => [String(r.key), r]));
  return named
    .map((row): Line => {
      const key = String(row.key);
      const [x, y] = [own.get(key), by.get(key)];
      const bad = why ?? unlike(x?.metrics.gmv, y?.metrics.gmv);
      return { id: key, label: row.label ?? key, unit: "money", a: cell(x, "gmv"), b: cell(y, "gmv"), why: bad };
    })
    .filter((line) => line.a || line.b)
    .sort((x, y) => Math.max(y.a ?? 0, y.b ?? 0) - Math.max(x.a ?? 0, x.b ?? 0));
}

/** A curve of the other show laid on this one's clock by the minute after the start. */
export function laid(review: Review | undefined, metric: string, from: number, onto: number, minutes: readonly number[]): (number | null)[] {
  const first = Math.floor(from / 60_000);
  const by = new Map((review?.numbers.series[metric] ?? []).map(([at, value]) => [Math.floor((at ?? 0) / 60_000) - first, value ?? null]));
  return minutes.map((at) => by.get(Math.floor(at / 60_000) - Math.floor(onto / 60_000)) ?? null);
}
