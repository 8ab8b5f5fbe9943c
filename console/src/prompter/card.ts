/** The talk card on the host's screen: its steps, its words with the ledger's numbers, and how time stands. Pure. */
import type { CardPanel, OfferRow, Panels } from "@/api/frames";
import { offerOf, offerPrice } from "@/live/offers";
import type { LiveProduct, LiveState } from "@/live/stream";
import { money } from "@/format/money";
import { count, MISSING } from "@/format/number";
import { hourMinute } from "@/format/time";
import type { Lang } from "@/prefs/prefs";

const PARTS: Readonly<Record<string, readonly string[]>> = {
  three: ["pain", "value", "contrast"],
  six: ["pain", "point", "scene", "welfare", "assurance", "close"],
};

export interface Step {
  id: string;
  text: string;
}

/** The parts in their order, those that are written; then what the card holds beside them. */
export function stepsOf(card: CardPanel | null): Step[] {
  if (!card?.planned) return [];
  const order = PARTS[card.form] ?? Object.keys(card.parts);
  const beside = { extraScene: card.scene, story: card.story, anchor: card.anchor };
  const answers = card.qa.map(([q, a]) => `${q ?? ""}\n${a ?? ""}`).join("\n\n");
  return [
    ...order.map((id) => ({ id, text: card.parts[id] ?? "" })),
    ...Object.entries({ ...beside, qa: answers }).map(([id, text]) => ({ id, text })),
  ].filter((step) => step.text.trim());
}

export interface Piece {
  text: string;
  /** A number of the ledger stands here. */
  filled: boolean;
}

const PLACES = /(\{stock\}|\{sold\}|\{ends\}|\{price\}|\{usual\}|\{coupon\}|\{left\})/;

/** Lines of a text with {stock}, {price}, {sold}, {ends}, {usual}, {coupon} and {left} filled. What is stale or unknown reads —: never said as live. */
export function linesOf(text: string, values: Readonly<Record<string, string | null>>): Piece[][] {
  return text
    .split("\n")
    .filter((line, i, all) => line.trim() || (i > 0 && i < all.length - 1))
    .map((line) =>
      line
        .split(PLACES)
        .filter(Boolean)
        .map((part) => (PLACES.test(part) ? { text: values[part.slice(1, -1)] ?? MISSING, filled: true } : { text: part, filled: false })),
    );
}

export interface Shown {
  /** null = not known. */
  price: number | null;
  /** What the rundown said when it was written, where that is another price. */
  plannedPrice: number | null;
  stock: number | null;
  stockAt: number | null;
  sold: number | null;
  /** The offer that sets the price now; its stock is the ledger's. */
  offer: OfferRow | null;
  /** The line is cut, or the stock's source is silent: a value is as of then, not now. */
  stale: boolean;
}

export function shownOf(card: CardPanel | null, row: LiveProduct | null, state: LiveState | null, cut: boolean, now = 0): Shown {
  const product = row?.id ?? card?.product ?? null;
  const offer = offerOf(state?.panels, product, now);
  const badge = state?.sources.find((source) => source.kind === "stock");
  // At zero the price really changes: what the checkout charges after an offer comes before what a source said earlier.
  const known = offerPrice(state?.panels, product, now) ?? row?.price ?? null;
  // Another product than the card's may be pinned: what the rundown wrote of one is no price of the other.
  const planned = card && card.product === product ? card.price : null;
  return {
    price: known ?? planned,
    plannedPrice: !offer && known !== null && planned !== null && planned !== known ? planned : null,
    stock: row?.stock ?? null,
    stockAt: row?.stock_at ?? null,
    sold: row?.paid ?? null,
    offer,
    stale: cut || badge?.state === "stale" || badge?.state === "cut",
  };
}

export function valuesOf(shown: Shown, cut: boolean, currency: string, lang: Lang, zone = "Asia/Shanghai"): Record<string, string | null> {
  const offer = cut ? null : shown.offer;
  return {
    price: shown.price === null || cut ? null : money(shown.price, currency, lang),
    stock: shown.stock === null || shown.stale ? null : count(shown.stock),
    sold: shown.sold === null || cut ? null : count(shown.sold),
    ends: offer?.ends_at ? hourMinute(offer.ends_at, zone) : null,
    usual: offer ? money(offer.usual_price, currency, lang) : null,
    left: offer && offer.left !== null ? count(offer.left) : null,
    coupon: offer?.terms.find((one) => one.code === "coupon")?.[lang] ?? null,
  };
}

/** The product whose row belongs to the slot on air. */
export function productOf(card: CardPanel | null, state: LiveState | null): LiveProduct | null {
  const rows = state?.products ?? [];
  return rows.find((row) => row.current) ?? rows.find((row) => row.id === card?.product) ?? null;
}

/** The product that the card's words speak of: its own, whatever is pinned meanwhile. */
export function spokenOf(card: CardPanel | null, state: LiveState | null): LiveProduct | null {
  return card?.product ? ((state?.products ?? []).find((row) => row.id === card.product) ?? null) : productOf(card, state);
}

export interface Timing {
  /** ms; < 0 = over. null = not in the rundown. */
  left: number | null;
  elapsed: number;
  /** 0…1 of the slot; null where there is no plan. */
  done: number | null;
  /** The show's, as the console has it; null without a rundown. */
  late: number | null;
}

export function timingOf(card: CardPanel | null, slotAt: number | null, now: number): Timing {
  const at = card?.at ?? slotAt;
  const elapsed = at === null ? 0 : Math.max(0, now - at);
  if (!card?.planned || card.end === null || at === null) {
    return { left: null, elapsed, done: null, late: card?.planned ? card.late : null };
  }
  const late = card.late + (card.rolls ? Math.max(0, now - card.end) : 0);
  return { left: card.end - now, elapsed, done: Math.min(1, elapsed / Math.max(1, card.end - at)), late };
}

/** What an emergency card of the desk says to the host; null when there is none. */
export function emergencyOf(panels: Readonly<Panels> | undefined): { text: string; since: number | null } | null {
  const line = panels?.emergency_line;
  return line?.text?.trim() ? { text: line.text, since: line.since ?? null } : null;
}
