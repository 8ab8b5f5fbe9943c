import {
  ActionRow_DEFAULTS,
  CommentRow_DEFAULTS,
  ProductRow_DEFAULTS,
  ShowHead_DEFAULTS,
  Tile_DEFAULTS,
  TrackItem_DEFAULTS,
  type ActionRow,
  type CommentRow,
  type Delta,
  type Frame,
  type Panels,
  type Present,
  type ProductRow,
  type Series,
  type ShowHead,
  type Snapshot,
  type SourceBadge,
  type Tile,
  type TrackItem,
} from "@/api/frames";

/** Rows as pages see them: what the wire leaves out is filled in. */
export type LiveTile = Required<Tile>;
export type LiveProduct = Required<ProductRow>;
export type LiveTrack = Required<TrackItem>;
export type LiveComment = Required<CommentRow>;
export type LiveAction = Required<ActionRow>;

/** All that is known about a show on air. Replaced, never changed in place: `===` tells what moved. */
export interface LiveState {
  readonly show: Required<ShowHead>;
  /** Server time of the newest datum folded in, and the show's own clock (a replay's own time). */
  readonly as_of: number;
  readonly clock: number;
  readonly offset: number;
  readonly tiles: Readonly<Record<string, LiveTile>>;
  /** One value a minute for each metric, ascending by minute, all of the length of `t`. */
  readonly series: Required<Series>;
  readonly products: readonly LiveProduct[];
  readonly product_total: LiveProduct;
  readonly track: readonly LiveTrack[];
  /** Oldest first, the newest COMMENTS_KEPT of `comment_total`. */
  readonly comments: readonly LiveComment[];
  readonly comment_total: number;
  readonly sources: readonly SourceBadge[];
  readonly people: readonly Present[];
  readonly actions: readonly LiveAction[];
  readonly signal: Readonly<Record<string, LiveTile>>;
  readonly speed: number;
  readonly rebuilding: boolean;
  /** Products with events that no row shows. */
  readonly products_more: number;
  /** What other rooms show, each whole. */
  readonly panels: Readonly<Panels>;
}

/** A show runs for hours; a page must not grow with it. */
export const COMMENTS_KEPT = 5000;
export const ACTIONS_KEPT = 500;

const tile = (raw: Tile): LiveTile => ({ ...Tile_DEFAULTS, ...raw });
const product = (raw: ProductRow): LiveProduct => ({ ...ProductRow_DEFAULTS, ...raw });
const track = (raw: TrackItem): LiveTrack => ({ ...TrackItem_DEFAULTS, ...raw });
const comment = (raw: CommentRow): LiveComment => ({ ...CommentRow_DEFAULTS, ...raw });
const action = (raw: ActionRow): LiveAction => ({ ...ActionRow_DEFAULTS, ...raw });
const tiles = (raw: Record<string, Tile>): Record<string, LiveTile> =>
  Object.fromEntries(Object.entries(raw).map(([id, value]) => [id, tile(value)]));

export function fromSnapshot(s: Snapshot): LiveState {
  return {
    show: { ...ShowHead_DEFAULTS, ...s.show },
    as_of: s.as_of,
    clock: s.clock,
    offset: s.offset,
    tiles: tiles(s.tiles),
    series: mergeSeries({ t: [], m: {} }, s.series),
    products: s.products.map(product),
    product_total: product(s.product_total),
    track: byTime(s.track.map(track)),
    comments: byTime(s.comments.map(comment)).slice(-COMMENTS_KEPT),
    comment_total: s.comment_total,
    sources: s.sources,
    people: s.people,
    actions: byTime(s.actions.map(action)).slice(-ACTIONS_KEPT),
    signal: tiles(s.signal ?? {}),
    speed: s.speed ?? 1,
    rebuilding: s.rebuilding ?? false,
    products_more: s.products_more ?? 0,
    panels: s.panels ?? {},
  };
}

export function withDelta(state: LiveState, d: Delta): LiveState {
  return {
    show: d.show ? { ...ShowHead_DEFAULTS, ...d.show } : state.show,
    as_of: d.as_of,
    clock: d.clock,
    offset: d.offset,
    tiles: d.tiles && Object.keys(d.tiles).length ? { ...state.tiles, ...tiles(d.tiles) } : state.tiles,
    series: d.series?.t?.length ? mergeSeries(state.series, d.series) : state.series,
    products: listed(state.products, d),
    product_total: d.product_total ? product(d.product_total) : state.product_total,
    track: d.track?.length ? byTime(upsert(state.track, d.track.map(track))) : state.track,
    comments: d.comments?.length ? byTime(upsert(state.comments, d.comments.map(comment))).slice(-COMMENTS_KEPT) : state.comments,
    comment_total: d.comment_total ?? state.comment_total,
    sources: d.sources ?? state.sources,
    people: d.people ?? state.people,
    actions: d.actions?.length ? byTime(upsert(state.actions, d.actions.map(action))).slice(-ACTIONS_KEPT) : state.actions,
    signal: d.signal && Object.keys(d.signal).length ? { ...state.signal, ...tiles(d.signal) } : state.signal,
    speed: state.speed,
    rebuilding: d.rebuilding ?? false,
    products_more: d.products_more ?? state.products_more,
    panels: d.panels && Object.keys(d.panels).length ? { ...state.panels, ...d.panels } : state.panels,
  };
}

/** Rows that left the page are dropped before the new ones come in. */
function listed(old: readonly LiveProduct[], d: Delta): readonly LiveProduct[] {
  const gone = new Set(d.products_gone ?? []);
  const kept = gone.size ? old.filter((row) => !gone.has(row.id)) : old;
  return d.products?.length ? upsert(kept, d.products.map(product)) : kept;
}

/** The state after a frame. A delta without a snapshot before it says nothing: null. */
export function merge(state: LiveState | null, frame: Frame): LiveState | null {
  if (frame.frame === "snapshot") return fromSnapshot(frame);
  if (frame.frame === "delta") return state ? withDelta(state, frame) : null;
  return state;
}

/** Overwrites the minutes that came, keeps the others; a metric absent from the change keeps its values. */
export function mergeSeries(old: Required<Series>, change: Series): Required<Series> {
  const minutes = change.t ?? [];
  const metrics = change.m ?? {};
  const last = old.t.at(-1) ?? -Infinity;
  const known = new Set(old.t);
  const fresh = minutes.filter((minute) => !known.has(minute));
  const t = [...old.t, ...fresh];
  if (fresh.some((minute) => minute < last)) t.sort((a, b) => a - b);
  const at = new Map(t.map((minute, i) => [minute, i]));
  const m: Record<string, (number | null)[]> = {};
  for (const id of new Set([...Object.keys(old.m), ...Object.keys(metrics)])) {
    const values: (number | null)[] = Array.from({ length: t.length }, () => null);
    old.t.forEach((minute, i) => put(values, at, minute, old.m[id]?.[i]));
    minutes.forEach((minute, i) => put(values, at, minute, metrics[id]?.[i]));
    m[id] = values;
  }
  return { t, m };
}

function put(values: (number | null)[], at: Map<number, number>, minute: number, value: number | null | undefined): void {
  const index = at.get(minute);
  if (index !== undefined && value !== undefined) values[index] = value;
}

/** Rows with a known id are replaced where they stand, new ones come last. */
export function upsert<T extends { id: string }>(rows: readonly T[], changed: readonly T[]): T[] {
  const at = new Map(rows.map((row, i) => [row.id, i]));
  const merged = [...rows];
  for (const row of changed) {
    const index = at.get(row.id);
    if (index === undefined) {
      at.set(row.id, merged.length);
      merged.push(row);
    } else merged[index] = row;
  }
  return merged;
}

function byTime<T extends { at: number }>(rows: T[]): T[] {
  for (let i = 1; i < rows.length; i++) {
    // Nearly always in order already; sorting 5,000 rows four times a second would not be free.
    if ((rows[i - 1] as T).at > (rows[i] as T).at) return [...rows].sort((a, b) => a.at - b.at);
  }
  return rows;
}
