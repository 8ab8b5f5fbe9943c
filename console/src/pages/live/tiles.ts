/** The seven tiles of the live console: what each says beside its number. Pure. */
import { money, sign } from "@/format/money";
import { change, count, rate } from "@/format/number";
import { age, clock } from "@/format/time";
import type { Lang } from "@/prefs/prefs";
import type { LiveState, LiveTile } from "@/live/stream";
import { type Change, growth, known, mean, ratio, total } from "@/ui/numbers";
import { wholeMinutes } from "@/ui/minutes";
import type { Definition, TileState } from "@/ui/types";
import type { LiveWords } from "./words";

export const TILES = ["online", "view_uv", "interact_online", "prod_click_5m", "order_paid", "gmv", "spend"] as const;
export type TileId = (typeof TILES)[number];
/** The kind of source a tile lives on. */
const SOURCE: Record<TileId, string> = {
  online: "online",
  view_uv: "online",
  interact_online: "comments",
  prod_click_5m: "clicks",
  order_paid: "orders",
  gmv: "orders",
  spend: "spend",
};

export interface TileView {
  id: TileId;
  label: string;
  value: string;
  state: TileState;
  change: Change | null;
  note: string;
  age: string;
  definition: Definition;
}

export interface TileSetting {
  state: LiveState;
  words: LiveWords;
  lang: Lang;
  received: number;
  /** The line to the server is cut: every number is as of the cut. */
  cut: boolean;
  dictionary: ReadonlyMap<string, { name: string; numerator: string | null; denominator: string | null; note: string | null }>;
}

const EMPTY: LiveTile = { value: null, unit: "", state: "missing", numerator: null, denominator: null, n: null, as_of: null, note: null };

export function tileViews(s: TileSetting): TileView[] {
  return TILES.map((id) => tileView(id, s));
}

function tileView(id: TileId, s: TileSetting): TileView {
  const tile = s.state.tiles[id] ?? EMPTY;
  const source = s.state.sources.find((one) => one.kind === SOURCE[id]);
  const state = stateOf(tile, source?.state, s);
  const stopped = tile.as_of ?? s.state.as_of;
  return {
    id,
    label: s.words.tiles[id] ?? id,
    value: valueOf(id, tile, s),
    state,
    change: state === "stale" ? null : changeOf(id, s),
    note:
      state === "stale"
        ? s.words.stoppedAt(clock(stopped, s.state.show.zone))
        : state === "missing"
          ? s.words.missing
          : noteOf(id, tile, s),
    age: state === "stale" || state === "slow" ? age(source?.last_at ? s.received - source.last_at : null, s.lang) : "",
    definition: definition(id, tile, state, s),
  };
}

/** A tile with a value is stale when its source is, or when the line to us is cut. */
function stateOf(tile: LiveTile, source: string | undefined, s: TileSetting): TileState {
  if (tile.value === null) return "missing";
  if (tile.state !== "ok") return tile.state;
  const over = s.state.show.state === "ended" || s.state.show.state === "reviewed";
  if (over) return "ok";
  return s.cut || source === "stale" || source === "cut" ? "stale" : "live";
}

function valueOf(id: TileId, tile: LiveTile, s: TileSetting): string {
  if (tile.value === null) return "—";
  if (id === "gmv" || id === "spend") return money(tile.value, s.state.show.currency, s.lang, "short");
  if (id === "interact_online") return rate(ratio(tile.numerator, tile.denominator) ?? tile.value);
  return count(tile.value);
}

function changeOf(id: TileId, { state }: TileSetting): Change | null {
  if (id !== "online") return null;
  const base = mean(wholeMinutes(state, "online", 5));
  const value = growth(state.tiles.online?.value, base);
  return value === null ? null : change(value);
}

function noteOf(id: TileId, tile: LiveTile, s: TileSetting): string {
  const { state, words: w } = s;
  if (tile.state === "few") return w.few(count(tile.n));
  if (tile.state === "estimated" && tile.note) return w.notes[tile.note] ?? tile.note;
  if (id === "online") return w.avg5;
  if (id === "view_uv") return known(wholeMinutes(state, "view_pv", 1)[0]) ? w.lastMinute(count(wholeMinutes(state, "view_pv", 1)[0])) : "";
  if (id === "interact_online") return known(tile.numerator) ? w.ofPeople(count(tile.numerator), count(tile.denominator)) : "";
  if (id === "prod_click_5m") return leader(state, w);
  if (id === "order_paid") return w.ordersNote(count(state.tiles.order_created?.value), count(state.tiles.order_unpaid?.value));
  if (id === "gmv") return w.last5(money(total(wholeMinutes(state, "gmv", 5)), state.show.currency, s.lang, "whole"));
  return "";
}

/** Clicks of the last five minutes that went to the product on air. */
function leader(state: LiveState, w: LiveWords): string {
  const now = state.products.find((p) => p.current);
  return now ? w.onNowHas(count(now.spark.slice(-5).reduce((a, b) => a + b, 0))) : "";
}

function definition(id: TileId, tile: LiveTile, state: TileState, s: TileSetting): Definition {
  const { words: w } = s;
  const entry = s.dictionary.get(id);
  const [numerator, denominator] = w.about[id] ?? ["—", "—"];
  const isMoney = id === "gmv" || id === "spend";
  const write = (v: number | null): string => (v === null ? "" : isMoney ? money(v, s.state.show.currency, s.lang, "exact") : count(v));
  const part = (text: string, v: number | null): string => [text, write(v)].filter((t) => t && t !== "—").join(" · ") || "—";
  const sources = s.state.sources.find((one) => one.kind === SOURCE[id])?.sources ?? [];
  const stated = tile.value === null ? "missing" : state === "stale" ? "stale" : tile.state;
  return {
    name: entry?.name ?? w.tiles[id] ?? id,
    rows: [
      {
        label: w.defs.numerator,
        value: part(entry?.numerator ?? numerator, tile.numerator ?? (tile.denominator === null ? tile.value : null)),
      },
      { label: w.defs.denominator, value: part(entry?.denominator ?? denominator, tile.denominator) },
      { label: w.defs.source, value: sources.join(", ") || w.missing },
      { label: w.defs.state, value: w.tileStates[stated] ?? stated },
      ...(tile.n === null ? [] : [{ label: w.defs.n, value: count(tile.n) }]),
      { label: w.defs.asOf, value: clock(tile.as_of ?? s.state.as_of, s.state.show.zone) },
      ...(isMoney ? [{ label: w.defs.unit, value: `${sign(s.state.show.currency).trim()} ${s.state.show.currency}` }] : []),
      ...((tile.note ?? entry?.note)
        ? [{ label: w.defs.note, value: (tile.note && (w.notes[tile.note] ?? tile.note)) || (entry?.note ?? "") }]
        : []),
    ],
  };
}
