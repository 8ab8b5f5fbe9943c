import { describe, expect, it } from "vitest";
import type { OfferRow, Panels } from "@/api/frames";
import { liveOffers, offerOf, offerPrice, prepared, slotOffers, soldShare, stateOf, until } from "./offers";

const row = (change: Partial<OfferRow> = {}): OfferRow =>
  ({ id: "a", product: "p1", state: "live", starts_at: 1_000, ends_at: 61_000, ended_at: null, on_sale: 100, sold: 30, held: 20, left: 50, ...change }) as OfferRow;
const panels = (...offers: OfferRow[]): Panels => ({ offers: { offers } }) as Panels;

describe("offers on air", () => {
  it("ends by the clock, not by the frame", () => {
    expect(stateOf(row(), 60_999)).toBe("live");
    expect(stateOf(row(), 61_000)).toBe("ended");
    expect(stateOf(row({ state: "scheduled", starts_at: 5_000 }), 4_999)).toBe("scheduled");
    expect(stateOf(row({ state: "scheduled", starts_at: 5_000 }), 5_000)).toBe("live");
    expect(until(row(), 31_000)).toBe(30_000);
    expect(until(row({ ends_at: null }), 31_000)).toBeNull();
    expect(until(row(), 90_000)).toBe(0);
  });
  it("keeps what has just ended for a moment, and says what the stock's owner contradicts", () => {
    const told = { ...panels(row(), row({ id: "b", state: "ended", ended_at: 2_000 })), offers_desk: { offers: [{ id: "a", platform: 3, platform_at: 1, warn: ["platform_less"] }] } } as unknown as Panels;
    expect(liveOffers(told, 3_000).map((one) => [one.id, one.warn])).toEqual([["a", ["platform_less"]], ["b", []]]);
    expect(liveOffers(told, 123_000).map((one) => one.id)).toEqual(["a"]);
    expect(liveOffers(undefined, 0)).toEqual([]);
  });
  it("prices a product only while its offer can be had", () => {
    expect(offerOf(panels(row()), "p1", 2_000)?.id).toBe("a");
    expect(offerOf(panels(row()), "p1", 61_000)).toBeNull();
    expect(offerOf(panels(row({ state: "sold_out" })), "p1", 2_000)).toBeNull();
    expect(offerOf(panels(row()), "p2", 2_000)).toBeNull();
    expect(soldShare(row())).toBe(0.5);
    expect(soldShare(row({ on_sale: null }))).toBe(0);
  });
  it("goes back to the usual price at the end and when nothing is left, at the same moment as the checkout", () => {
    const prices = { offer_price: 149, usual_price: 169 };
    expect(offerPrice(panels(row(prices)), "p1", 60_999)).toBe(149);
    expect(offerPrice(panels(row(prices)), "p1", 61_000)).toBe(169);
    expect(offerPrice(panels(row({ ...prices, state: "sold_out", left: 0 })), "p1", 2_000)).toBe(169);
    expect(offerPrice(panels(row({ ...prices, starts_at: 5_000 })), "p1", 2_000)).toBeNull();
  });
  it("tells the offers of a slot: its product's that are out, and the plans that are meant for it", () => {
    const plan = (change: object) => ({ id: "x", title: "x", product: "p1", slot: null, state: "draft", refused: false, ...change });
    const told = { ...panels(row({ title: "a" }), row({ id: "b", ended_at: 1 })), offer_plans: { plans: [plan({}), plan({ id: "y", slot: "s2" }), plan({ id: "z", product: "p9", slot: "s1", refused: true })], as_of: 1 } } as unknown as Panels;
    expect(slotOffers(told, { id: "s1", kind: "product", product: "p1" }, 2_000).map((one) => [one.id, one.state])).toEqual([["a", "live"], ["x", "draft"], ["z", "refused"]]);
    expect(slotOffers(told, { id: "s1", kind: "game", product: "p1" }, 2_000).map((one) => one.id)).toEqual(["z"]);
    expect(slotOffers(told, { id: "s2", kind: "product", product: null }, 2_000).map((one) => one.id)).toEqual(["y"]);
  });
  it("puts what is prepared for the product on air first", () => {
    const plans = [{ id: "x", product: "p2", ready: true }, { id: "y", product: "p1", ready: false }, { id: "z", product: "p1", ready: true }];
    expect(prepared({ offer_plans: { plans, as_of: 1 } } as unknown as Panels, "p1").map((one) => one.id)).toEqual(["z", "y", "x"]);
  });
});
