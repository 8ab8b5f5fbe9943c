import { describe, expect, it } from "vitest";
import type { FunnelStage, NumberCell, Review } from "@/api/types";
import type { Row } from "../data";
import { funnelLines, groupLines, laid, productLines, unlike } from "./compare";

const cellOf = (value: number | null, state: NumberCell["state"] = "ok"): NumberCell => ({ value, unit: "", state, numerator: null, denominator: null, n: null });
const stage = (name: string, people: number | null, state: FunnelStage["state"] = "ok"): FunnelStage => ({ stage: name, people, events: null, outside: null, state });
const row = (key: string | null, metrics: Record<string, NumberCell>, group: string | null = null): Row => ({ key, metrics, label: key, group });

describe("two shows side by side", () => {
  it("are not compared where one has no number or only one is an estimate", () => {
    expect(unlike(cellOf(1), cellOf(2))).toBeNull();
    expect(unlike(cellOf(1), cellOf(null))).toBe("missing");
    expect(unlike(cellOf(1, "estimated"), cellOf(2))).toBe("completeness");
    expect(unlike(cellOf(1, "estimated"), cellOf(2, "estimated"))).toBeNull();
  });
  it("bridge a stage that one of them lacks", () => {
    const lines = funnelLines(
      [stage("view", 100), stage("click", 50), stage("cart", null, "missing"), stage("pay", 10)],
      [stage("view", 200), stage("click", 50), stage("cart", 20), stage("pay", 5)],
      (s) => s,
      (s, before) => `${before}→${s}`,
    );
    expect(lines.map((l) => [l.label, l.a, l.b, l.why])).toEqual([
      ["view", 100, 200, null],
      ["click", 50, 50, null],
      ["view→click", 0.5, 0.25, null],
      ["cart", null, 20, "missing"],
      ["pay", 10, 5, null],
      ["click→pay", 0.2, 0.1, null],
    ]);
  });
  it("share groups of traffic over entries that have a channel", () => {
    const a = [row("关注", { view_pv: cellOf(30) }, "private"), row("推荐", { view_pv: cellOf(70) }, "recommend"), row(null, { view_pv: cellOf(900) })];
    const lines = groupLines(a, [row("Feed", { view_pv: cellOf(5) }, "recommend")], { private: "P", recommend: "R", paid: "$" });
    expect(lines.map((l) => [l.a, l.b, l.why])).toEqual([
      [0.3, 0, null],
      [0.7, 1, null],
      [0, 0, null],
    ]);
    expect(groupLines(a, [], { private: "P" })[0]?.why).toBe("missing");
  });
  it("name a product of one show only as missing, never as 0", () => {
    const lines = productLines([row("p", { gmv: cellOf(100) })], [row("q", { gmv: cellOf(300) })], null);
    expect(lines.map((l) => [l.id, l.a, l.b, l.why])).toEqual([
      ["q", null, 300, "missing"],
      ["p", 100, null, "missing"],
    ]);
    expect(productLines([row("p", { gmv: cellOf(1) })], [row("p", { gmv: cellOf(2) })], "currency")[0]?.why).toBe("currency");
  });
  it("lay the other's minutes on this one's clock", () => {
    const start = 600_000;
    const other = { numbers: { series: { online: [[6_000_000, 7], [6_060_000, null], [6_120_000, 9]] } } } as unknown as Review;
    expect(laid(other, "online", 6_000_000, start, [600_000, 660_000, 720_000, 780_000])).toEqual([7, null, 9, null]);
  });
});
