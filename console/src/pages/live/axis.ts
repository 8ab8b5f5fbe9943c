/** What the live curves and the track under them show. Pure. */
import { amount, exponent, sign } from "@/format/money";
import { count } from "@/format/number";
import { duration } from "@/format/time";
import type { Lang } from "@/prefs/prefs";
import type { LiveProduct, LiveState, LiveTrack } from "@/live/stream";
import type { AxisData, AxisSeries, Block, Mark, Shape, Span } from "@/ui/timeaxis/model";
import { MINUTE } from "@/ui/timeaxis/geometry";
import type { TokenName } from "@/theme/tokens";
import { proposalLabel } from "./proposals";
import { type SlotView, slotColour } from "./rundown";
import { incidentName } from "./signal";
import { signalWords } from "./signalWords";
import type { LiveWords } from "./words";

type Line = [id: string, panel: string, colour: TokenName, kind: "line" | "bar", dashed?: boolean];
/** Order of the toggles. Two lines of one colour in one panel: the second is dashed. */
const LINES: readonly Line[] = [
  ["online", "online", "c1", "line"],
  ["view_pv", "flow", "c4", "line", true],
  ["interact_pv", "flow", "c3", "line"],
  ["prod_click_pv", "flow", "c2", "line"],
  ["order_paid", "paid", "c6", "bar"],
  ["gmv", "money", "c5", "bar"],
  ["fans_new", "flow", "c1", "line", true],
];
/** Offered in the second row of choices. */
const MORE: readonly Line[] = [
  ["comment_pv", "flow", "c6", "line", true],
  ["cart_pv", "flow", "c2", "line", true],
  ["order_created", "flow", "c5", "line", true],
  ["like_pv", "likes", "c4", "line"],
];
export const FIRST = ["online", "view_pv", "interact_pv", "prod_click_pv", "order_paid", "gmv"];
const SHAPES: Record<LiveTrack["kind"], Shape> = {
  slot: "square",
  action: "diamond",
  incident: "triangle",
  host: "circle",
  note: "flag",
  offer: "diamond",
  proposal: "square",
};

export interface Named {
  words: LiveWords;
  lang: Lang;
  goods: ReadonlyMap<string, LiveProduct>;
}

export function axisData(state: LiveState, slots: readonly SlotView[], now: number | null, named: Named): AxisData {
  const { currency } = state.show;
  const { words } = named;
  const apart = talkApart(state);
  const series = [...LINES, ...MORE]
    .map(([id, usual, colour, kind, dashed]) => [id, apart && id === "interact_pv" ? "talk" : usual, colour, kind, dashed] as Line)
    .map(([id, panel, colour, kind, dashed]): AxisSeries => ({
      id,
      label: words.series[id] ?? id,
      unit:
        id === "gmv"
          ? sign(currency).trim()
          : id === "online"
            ? words.units.people
            : panel === "paid"
              ? words.units.orders
              : words.units.times,
      panel,
      colour,
      kind,
      dashed: dashed ?? false,
      area: id === "online",
      extra: MORE.some((line) => line[0] === id),
      values: drawn(state, id, now, id === "gmv" ? scale(currency) : 1),
      write: (v) => (id === "gmv" && v !== null ? amount(v * scale(currency), currency, named.lang) : count(v)),
    }));
  return {
    minutes: state.series.t,
    series,
    panels: [
      { id: "online", title: words.panels.online, weight: 1 },
      { id: "flow", title: words.panels.flow, weight: 1 },
      { id: "talk", title: words.panels.talk, weight: 0.8 },
      { id: "likes", title: words.panels.likes, weight: 0.6 },
      { id: "paid", title: words.panels.paid, weight: 0.42 },
      { id: "money", title: words.panels.money(sign(currency).trim()), weight: 0.42 },
    ],
    blocks: slots.map((slot): Block => ({
      id: slot.id,
      at: slot.at,
      end: slot.end,
      label: slot.label,
      colour: slotColour(slot, named.goods),
      planned: slot.end === null && now !== null && slot.at > now + MINUTE,
    })),
    marks: marksOf(state.track, named),
    rows: words.rows,
    now,
  };
}

/** The running minute holds only part of its counts: drawn, it would look like a fall. Readings (online) are whole at once. */
function drawn(state: LiveState, id: string, now: number | null, by: number): (number | null)[] {
  const ready = id === "online" ? 0 : MINUTE;
  // Money in major units, like its label.
  return (state.series.m[id] ?? []).map((v, i) => (v === null || (now !== null && (state.series.t[i] ?? 0) + ready > now) ? null : v / by));
}

/** Likes can be tens of times the entries; on one scale the others would be flat lines. */
function talkApart(state: LiveState): boolean {
  const top = (id: string): number => Math.max(0, ...(state.series.m[id] ?? []).map((v) => v ?? 0));
  return top("interact_pv") > 4 * Math.max(1, top("view_pv"), top("prod_click_pv"));
}

const scale = (currency: string): number => 10 ** exponent(currency);

/** What people did in the second row; what happened in the third. */
export function marksOf(track: readonly LiveTrack[], named: Named): Mark[] {
  return track
    .filter((item) => item.kind !== "slot" && !item.undone)
    .map((item) => {
      const acted = item.kind === "action" || item.kind === "offer";
      const label = markLabel(item, named);
      return {
        id: item.id,
        at: item.at,
        row: acted ? 1 : 2,
        shape: acted && item.auto ? "diamond-open" : SHAPES[item.kind],
        label,
        detail: item.by ? `${label} · ${item.by}` : label,
      };
    });
}

/** What it was and, when it is over, how long it took. */
function incidentLabel(item: LiveTrack, lang: Lang): string {
  const name = incidentName(item.label, signalWords[lang]);
  return item.end === null ? name : `${name} · ${duration(Math.round((item.end - item.at) / 1000))}`;
}

function markLabel(item: LiveTrack, named: Named): string {
  const { words, goods } = named;
  const action = typeof item.data.action === "string" ? item.data.action : "";
  const thing = item.product ? (goods.get(item.product)?.name ?? item.product) : item.label;
  if (item.kind === "incident" && item.data.by === "signal") return incidentLabel(item, named.lang);
  if (item.kind === "proposal") return `${proposalLabel(item, named.lang)}${item.product ? ` ${thing}` : ""}`;
  if (action === "emergency_open") return `${words.acts.emergency_open ?? ""} ${words.cards[item.label] ?? item.label}`;
  if (action.startsWith("offer_")) return words.acts[action] ?? action;
  if (action === "pin") return item.product ? `${words.acts.pin ?? ""} ${thing}` : words.unpinned;
  return item.kind === "action" ? `${words.acts[action] ?? ""} ${item.label}`.trim() : item.label;
}

const AHEAD = 15 * MINUTE;
const BEHIND = 70 * MINUTE;

/** The whole show, and what is shown until somebody zooms: the last 70 minutes and the next 15. */
export function spans(state: LiveState, now: number | null): { domain: Span; usual: Span } {
  const first = state.series.t[0] ?? state.show.started_at ?? state.clock;
  const start = Math.min(first, state.show.started_at ?? first);
  if (now === null) {
    const end = Math.max(state.show.ended_at ?? (state.series.t.at(-1) ?? start) + MINUTE, start + 10 * MINUTE); // what came days later stands in the numbers, not under the curve
    return { domain: { min: start, max: end }, usual: { min: start, max: end } };
  }
  const max = now + AHEAD;
  const min = Math.max(start - 2 * MINUTE, now - BEHIND);
  return { domain: { min: start - 2 * MINUTE, max }, usual: { min: Math.min(min, max - 30 * MINUTE), max } };
}
