/** What an offer's card says at a moment of the server's clock. At its end the price is the usual one, event or not. */
import type { OverlayOffer } from "@/api/frames";

export type OfferPhase = "scheduled" | "live" | "sold_out" | "ended";
export interface OfferNow {
  phase: OfferPhase;
  /** What one costs now, minor units. */
  price: number;
  /** ms to the end; null = no end, or not live. */
  left: number | null;
  /** Share of the stock that is left, 0…1; null = not known. */
  share: number | null;
}

export function offerNow(offer: OverlayOffer, now: number): OfferNow {
  const over = offer.ends_at !== null && now >= offer.ends_at;
  const early = now < offer.starts_at;
  const phase: OfferPhase = offer.state === "ended" || over ? "ended" : offer.state === "sold_out" ? "sold_out" : early ? "scheduled" : "live";
  const live = phase === "live";
  return {
    phase,
    price: live ? offer.price : offer.after,
    left: live && offer.ends_at !== null ? offer.ends_at - now : null,
    share: offer.left !== null && offer.on_sale ? Math.min(1, Math.max(0, offer.left / offer.on_sale)) : null,
  };
}
