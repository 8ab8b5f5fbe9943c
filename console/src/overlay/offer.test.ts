import { describe, expect, it } from "vitest";
import type { OverlayOffer } from "@/api/frames";
import { offerNow } from "./offer";

const T = 1_795_334_400_000;
const offer = (change: Partial<OverlayOffer> = {}): OverlayOffer => ({
  id: "o", kind: "flash", title: "示例", goods: "锅", state: "live", price: 149, after: 169, starts_at: T, ends_at: T + 60_000, on_sale: 600, left: 386, left_at: null, per_person: 1, terms: [], ...change,
});

describe("an offer on screen", () => {
  it("costs what the checkout charges until its end, and the usual price from that moment on", () => {
    expect(offerNow(offer(), T + 59_999)).toMatchObject({ phase: "live", price: 149, left: 1 });
    // The frame that says "ended" may come later: the price does not wait for it.
    expect(offerNow(offer(), T + 60_000)).toMatchObject({ phase: "ended", price: 169, left: null });
  });
  it("has no low price before it begins, when it is sold out, or when it was ended early", () => {
    expect(offerNow(offer({ state: "scheduled" }), T - 1)).toMatchObject({ phase: "scheduled", price: 169 });
    expect(offerNow(offer({ state: "sold_out", left: 0 }), T + 1)).toMatchObject({ phase: "sold_out", price: 169, share: 0 });
    expect(offerNow(offer({ state: "ended" }), T + 1)).toMatchObject({ phase: "ended", price: 169 });
  });
  it("says nothing of a stock that it does not know", () => {
    expect(offerNow(offer({ left: null, on_sale: null }), T + 1).share).toBeNull();
    expect(offerNow(offer({ ends_at: null }), T + 9_999_999)).toMatchObject({ phase: "live", left: null });
  });
});
