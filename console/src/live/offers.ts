/** Offers on air as the desk needs them: what runs, what is left, and by when. Pure. */
import type { OfferPlanRow, OfferRow, OffersDeskPanel, Panels } from "@/api/frames";

export const OVER_SHOWN_MS = 120_000;

export interface LiveOffer extends OfferRow {
  /** What the stock's owner contradicts; never for viewers. */
  warn: readonly string[];
  /** Paid orders that were cancelled without a reason. */
  unexplained: number;
}

/** Live and to come first, then those that ended a moment ago or that somebody has to answer for; the newest first. */
export function liveOffers(panels: Readonly<Panels> | undefined, now: number): LiveOffer[] {
  const desk = new Map((panels?.offers_desk as OffersDeskPanel | undefined)?.offers.map((one) => [one.id, one]));
  return (panels?.offers?.offers ?? [])
    .filter((one) => one.state !== "ended" || now - (one.ended_at ?? one.ends_at ?? 0) < OVER_SHOWN_MS || desk.get(one.id)?.unexplained)
    .map((one) => ({ ...one, state: stateOf(one, now), warn: desk.get(one.id)?.warn ?? [], unexplained: desk.get(one.id)?.unexplained ?? 0 }));
}

/** By the server's time: the end does not wait for the next frame. */
export function stateOf(one: OfferRow, now: number): string {
  if (one.ended_at !== null || (one.ends_at !== null && now >= one.ends_at)) return "ended";
  return now < one.starts_at ? "scheduled" : one.state === "scheduled" ? "live" : one.state;
}

/** ms until it ends, or begins; null = neither is set. */
export function until(one: OfferRow, now: number): number | null {
  if (now < one.starts_at) return one.starts_at - now;
  return one.ends_at === null ? null : Math.max(0, one.ends_at - now);
}

export const soldShare = (one: OfferRow): number => (one.on_sale ? Math.min(1, ((one.sold ?? 0) + (one.held ?? 0)) / one.on_sale) : 0);

/** Prepared and not out: those of the product that is talked about first. */
export function prepared(panels: Readonly<Panels> | undefined, product: string | null): OfferPlanRow[] {
  const plans = panels?.offer_plans?.plans ?? [];
  return [...plans].sort((a, b) => Number(b.product === product) - Number(a.product === product) || Number(b.ready) - Number(a.ready));
}

/** The offer that sets the price of a product at this moment, if one does. */
export function offerOf(panels: Readonly<Panels> | undefined, product: string | null, now: number): OfferRow | null {
  return (panels?.offers?.offers ?? []).find((one) => one.product === product && stateOf(one, now) === "live") ?? null;
}

/** What a product costs now by its offers: the offer's price while it can be had, the usual one once it is over or sold out; null = none was out. */
export function offerPrice(panels: Readonly<Panels> | undefined, product: string | null, now: number): number | null {
  const live = offerOf(panels, product, now);
  if (live) return live.offer_price;
  const over = (panels?.offers?.offers ?? []).find((one) => one.product === product && ["ended", "sold_out"].includes(stateOf(one, now)));
  return over?.usual_price ?? null;
}

/** Slots in which a product is talked about; a game has one, too. */
export const TALKS: readonly string[] = ["product", "talk"];

/** Offers of a slot that is to come, out or prepared; a plan without a slot belongs to every talk of its product. */
export function slotOffers(panels: Readonly<Panels> | undefined, slot: { id: string; kind: string; product: string | null }, now: number): { id: string; title: string; state: string }[] {
  const talk = slot.product !== null && TALKS.includes(slot.kind);
  const out = !talk ? [] : (panels?.offers?.offers ?? []).filter((one) => one.product === slot.product);
  const plans = (panels?.offer_plans?.plans ?? []).filter((one) => (one.slot ? one.slot === slot.id : talk && one.product === slot.product));
  return [
    ...out.map((one) => ({ id: one.id, title: one.title, state: stateOf(one, now) })).filter((one) => one.state !== "ended"),
    ...plans.map((one) => ({ id: one.id, title: one.title, state: one.refused ? "refused" : one.state })),
  ];
}
