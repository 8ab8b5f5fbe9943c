import { describe, expect, it, vi } from "vitest";
import type { CardPanel } from "@/api/frames";
import type { LiveProduct, LiveState } from "@/live/stream";

vi.stubGlobal("location", { search: "?lang=zh", pathname: "/", origin: "http://localhost" });
const { emergencyOf, linesOf, productOf, shownOf, spokenOf, stepsOf, timingOf, valuesOf } = await import("./card");

const card = (over: Partial<CardPanel> = {}): CardPanel => ({
  slot: "s1",
  title: "炒锅",
  kind: "product",
  product: "p1",
  role: "hero",
  planned: true,
  at: 1_000,
  end: 61_000,
  late: 5_000,
  rolls: true,
  price: 16900,
  form: "three",
  parts: { pain: "粘锅", value: "不粘", contrast: "" },
  story: "",
  scene: "早饭",
  anchor: "",
  must: [],
  never: [],
  qa: [["能用电磁炉吗", "能"]],
  next: null,
  ...over,
});
const row = { id: "p1", price: 14900, stock: 386, stock_at: 900, paid: 12, current: true } as LiveProduct;
const state = (badge: string): LiveState =>
  ({ sources: [{ kind: "stock", state: badge, last_at: 900, sources: [] }], products: [row] }) as unknown as LiveState;

describe("the card", () => {
  it("has the parts that are written, in order, then what stands beside them", () => {
    expect(stepsOf(card()).map((step) => step.id)).toEqual(["pain", "value", "extraScene", "qa"]);
    expect(stepsOf(card({ planned: false }))).toEqual([]);
    expect(stepsOf(null)).toEqual([]);
  });
  it("fills numbers from the ledger, and never a stale one", () => {
    const live = valuesOf(shownOf(card(), row, state("live"), false), false, "CNY", "zh");
    expect(linesOf("还剩 {stock} 口\n{price}，券到 {ends}", live)).toEqual([
      [
        { text: "还剩 ", filled: false },
        { text: "386", filled: true },
        { text: " 口", filled: false },
      ],
      [
        { text: "¥149", filled: true },
        { text: "，券到 ", filled: false },
        { text: "—", filled: true },
      ],
    ]);
    expect(valuesOf(shownOf(card(), row, state("stale"), false), false, "CNY", "zh").stock).toBeNull();
    expect(valuesOf(shownOf(card(), row, state("live"), true), true, "CNY", "zh")).toEqual({ price: null, stock: null, sold: null, ends: null, usual: null, left: null, coupon: null });
  });
  it("says the offer's price, its end, what follows and what is left, while it can be had", () => {
    const offer = { id: "o1", product: "p1", state: "live", starts_at: 1_000, ends_at: 61_000, ended_at: null, offer_price: 12900, usual_price: 16900, left: 17, terms: [{ code: "coupon", zh: "满169减20", en: "20 off from 169" }] };
    const told = { ...state("live"), panels: { offers: { offers: [offer] } } } as unknown as LiveState;
    const at = (now: number) => valuesOf(shownOf(card(), row, told, false, now), false, "CNY", "zh");
    expect(at(60_000)).toMatchObject({ price: "¥129", ends: "08:01", usual: "¥169", left: "17", coupon: "满169减20" });
    expect(at(60_999)).toMatchObject({ price: "¥129" });
    expect(at(61_000)).toMatchObject({ price: "¥169", ends: null, usual: null, left: null, coupon: null });
    const gone = { ...state("live"), panels: { offers: { offers: [{ ...offer, state: "sold_out", left: 0 }] } } } as unknown as LiveState;
    expect(valuesOf(shownOf(card(), row, gone, false, 60_000), false, "CNY", "zh")).toMatchObject({ price: "¥169", usual: null });
    expect(valuesOf(shownOf(card(), row, told, true, 60_000), true, "CNY", "zh")).toMatchObject({ ends: null, left: null });
  });
  it("says when the rundown has another price, and when nothing is known", () => {
    expect(shownOf(card(), row, state("live"), false)).toMatchObject({ price: 14900, plannedPrice: 16900, stock: 386, stale: false });
    expect(shownOf(card({ price: null }), null, null, false)).toMatchObject({ price: null, plannedPrice: null, stock: null });
  });
  it("keeps the pinned product's price apart from the card's", () => {
    const other = { id: "p2", price: null, stock: 5, stock_at: 900, paid: 0, current: true } as LiveProduct;
    const two = { ...state("live"), products: [{ ...row, current: false }, other] } as unknown as LiveState;
    expect(productOf(card(), two)).toBe(other);
    expect(shownOf(card(), other, two, false)).toMatchObject({ price: null, plannedPrice: null, stock: 5 });
    expect(valuesOf(shownOf(card(), spokenOf(card(), two), two, false), false, "CNY", "zh")).toMatchObject({ price: "¥149", stock: "386" });
    expect(spokenOf(card({ product: null }), two)).toBe(other);
  });
  it("counts down, then over, and what runs over makes the show late", () => {
    expect(timingOf(card(), null, 31_000)).toEqual({ left: 30_000, elapsed: 30_000, done: 0.5, late: 5_000 });
    expect(timingOf(card(), null, 71_000)).toMatchObject({ left: -10_000, done: 1, late: 15_000 });
    expect(timingOf(card({ rolls: false }), null, 71_000).late).toBe(5_000);
    expect(timingOf(card({ planned: false, at: null, end: null }), 1_000, 31_000)).toEqual({ left: null, elapsed: 30_000, done: null, late: null });
  });
  it("takes an emergency line that says something", () => {
    expect(emergencyOf({ emergency_line: { text: "画面断了，先聊天", since: 5 } })).toEqual({ text: "画面断了，先聊天", since: 5 });
    expect([undefined, {}, { emergency_line: {} }, { emergency_line: { text: " " } }].map(emergencyOf)).toEqual([null, null, null, null]);
  });
});
