/** What the review page reads out of the server's answers. Pure. */
import type { FunnelStage, NumberCell, Numbers, Review } from "@/api/types";
import type { TrackItem } from "@/api/frames";
import { ratio } from "@/ui/numbers";

export type Key = string | number | boolean | null;
/** `group`: neutral group of a channel, role of a product, kind of a slot. */
export interface Row {
  key: Key;
  metrics: Readonly<Record<string, NumberCell>>;
  label: string | null;
  group: string | null;
  /** Stages of this row, where its people are known. */
  funnels?: Readonly<Record<string, readonly FunnelStage[]>>;
}

/** Past shows that a band needs; with fewer the server calls it `few`, and nothing is compared. */
export const ENOUGH = 5;

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null && !Array.isArray(value);

function keyOf(value: unknown): Key {
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean" ? value : null;
}
function textOf(value: unknown): string | null {
  return typeof value === "string" && value ? value : null;
}

export function rowsOf(numbers: { readonly rows: readonly unknown[] } | undefined): Row[] {
  return (numbers?.rows ?? []).filter(isRecord).map((row) => ({
    key: keyOf(row.key),
    metrics: isRecord(row.metrics) ? (row.metrics as Record<string, NumberCell>) : {},
    label: textOf(row.label),
    group: textOf(row.group),
    funnels: isRecord(row.funnels) ? (row.funnels as Record<string, FunnelStage[]>) : {},
  }));
}

export function cell(row: { metrics: Readonly<Record<string, NumberCell>> } | undefined, id: string): number | null {
  return row?.metrics[id]?.value ?? null;
}

/** Online at the end of a span minus at its start; null where either has no reading. */
export function onlineChange(series: readonly (readonly (number | null)[])[] | undefined, at: number, end: number): number | null {
  const by = new Map((series ?? []).map((row) => [row[0], row[1] ?? null]));
  const read = (ms: number): number | null => by.get(Math.floor(ms / 60_000) * 60_000) ?? null;
  const [before, after] = [read(at), read(end - 1)];
  return before === null || after === null ? null : after - before;
}

/** A share of the whole; null when either is unknown. */
export function shareOf(part: number | null, whole: number | null): number | null {
  return ratio(part, whole);
}

export function stagesOf(funnel: readonly FunnelStage[] | undefined, names: Readonly<Record<string, string>>) {
  return (funnel ?? []).map((s) => ({
    id: s.stage,
    label: names[s.stage] ?? s.stage,
    people: s.people,
    outside: s.outside,
    state: s.state,
    events: s.events,
  }));
}

export interface Slot {
  id: string;
  slot: string;
  label: string;
  kind: string;
  product: string | null;
  at: number;
  end: number;
}

export function trackOf(review: Review | undefined): TrackItem[] {
  return (review?.track ?? [])
    .filter((item) => typeof item.id === "string" && typeof item.at === "number")
    .map((item) => item as unknown as TrackItem);
}

/** Slots in order; one that never ended lasts to the end of the show. */
export function slotsOf(track: readonly TrackItem[], end: number): Slot[] {
  return track
    .filter((item) => item.kind === "slot" && !item.undone)
    .map((item) => ({
      id: item.id,
      slot: String(item.data?.slot ?? item.id),
      label: item.label,
      kind: String(item.data?.kind ?? "talk"),
      product: item.product ?? null,
      at: item.at,
      end: item.end ?? end,
    }))
    .sort((a, b) => a.at - b.at);
}

/** Where the raw name of a channel belongs when the server did not say. */
export function groupOf(row: Row): string {
  return row.group ?? "other";
}

/** Metrics of the whole show in a state, in the order of the dictionary. */
export function inState(numbers: Numbers, state: string): string[] {
  return Object.entries(numbers.metrics)
    .filter(([, value]) => value.state === state)
    .map(([id]) => id);
}

/** A high minute of interaction, and what was on air in it. */
export interface PeakAt {
  at: number;
  value: number;
  on: string;
}

const field = (value: unknown, name: string): unknown => (isRecord(value) ? value[name] : undefined);
const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);

export function peaksOf(review: Review | undefined): PeakAt[] {
  return list(field(review, "peaks"))
    .flatMap((peak) => {
      const [at, value] = [field(peak, "minute"), field(peak, "value")];
      const on = list(field(peak, "on")).find((mark) => field(mark, "kind") === "slot") ?? list(field(peak, "on"))[0];
      return typeof at === "number" && typeof value === "number" ? [{ at, value, on: textOf(field(on, "label")) ?? "" }] : [];
    })
    .sort((a, b) => a.at - b.at);
}

/** [minute of the show, P10, P50, P90, n]. */
const pastRows = (review: Review | undefined, metric: string): (number | null)[][] =>
  list(field(field(review, "baseline_series"), metric)).filter(Array.isArray);

/** Past shows behind the minute that most of them have: of how many a band could be made. */
export function pastOf(review: Review | undefined, metric: string): number {
  return pastRows(review, metric).reduce((most, row) => Math.max(most, row[4] ?? 0), 0);
}

/** The usual range of each minute of this show; past shows are laid on it by the minute after their start. */
export function usualOf(review: Review | undefined, metric: string, minutes: readonly number[], start: number) {
  const enough = pastRows(review, metric).filter((row) => (row[4] ?? 0) >= ENOUGH);
  if (!enough.length) return null;
  const by = new Map(enough.map((row) => [row[0], row]));
  const pick = (place: number) => minutes.map((at) => by.get(Math.floor(at / 60_000) - Math.floor(start / 60_000))?.[place] ?? null);
  return { low: pick(1), high: pick(3), n: Math.max(...enough.map((row) => row[4] ?? 0)) };
}

/** Minutes that each product was talked about; null when no slot was marked. */
export function talkMinutes(review: Review | undefined): Map<string, number> | null {
  const talked = field(review, "talk_s");
  const found = isRecord(talked)
    ? Object.entries(talked).flatMap(([id, s]): [string, number][] => (typeof s === "number" ? [[id, s / 60]] : []))
    : [];
  return found.length ? new Map(found) : null;
}

/** Minutes that the rundown gave each product; null when there was no rundown. */
export function plannedMinutes(slots: readonly { planned: boolean; product: string | null; planned_s: number | null }[]): Map<string, number> | null {
  const mine = slots.filter((slot) => slot.planned && slot.planned_s !== null);
  if (!mine.length) return null;
  const found = new Map<string, number>();
  for (const slot of mine) if (slot.product) found.set(slot.product, (found.get(slot.product) ?? 0) + (slot.planned_s ?? 0) / 60);
  return found;
}

export interface SourceLine {
  name: string;
  events: number;
  types: string[];
}

export function sourcesOf(review: Review | undefined): SourceLine[] {
  return (review?.sources ?? []).map((source) => {
    const counts = Object.entries(isRecord(source.events) ? source.events : {}).flatMap(([type, n]): [string, number][] =>
      typeof n === "number" ? [[type, n]] : [],
    );
    return {
      name: textOf(source.source) ?? "?",
      events: counts.reduce((sum, [, n]) => sum + n, 0),
      types: counts.sort((a, b) => b[1] - a[1]).map(([type]) => type),
    };
  });
}

/** Events left out or set apart, by type: "before" → {comment: 12}. */
export function outsideOf(review: Review | undefined, bucket: string): [string, number][] {
  const types = field(field(review, "outside"), bucket);
  return isRecord(types)
    ? Object.entries(types).flatMap(([type, n]): [string, number][] => (typeof n === "number" && n > 0 ? [[type, n]] : []))
    : [];
}
