import { describe, expect, it } from "vitest";
import { ProposalCard_DEFAULTS } from "@/api/frames";
import { acts, bars, type Card, doable, evidence, topOf } from "./proposals";
import { proposalWords } from "./proposalWords";

const both = (text: string) => ({ zh: text, en: text });
const card: Card = {
  ...ProposalCard_DEFAULTS,
  id: "p:x:1",
  rule: "click_burst",
  at: 0,
  until: 300_000,
  state: "open",
  severity: "high",
  name: both("点击突增"),
  tag: both("点击突增"),
  steps: [
    { act: "slot_extend", say: both("延长 6 分钟") },
    { act: "open_offer", say: both("追加优惠"), why_not: both("暂不可用") },
  ],
  checks: [{ reading: "clicks_vs_usual", window_s: 300, op: ">", value: 2.45, limit: 2, state: "ok", met: true, n: 412, low: 2.07, high: 2.9 }],
} as Card;

describe("proposals", () => {
  it("promises only what can be done", () => {
    expect(acts(card, "zh")).toBe("延长 6 分钟");
    expect(doable(card)).toBe(true);
    expect(doable({ ...card, steps: card.steps.slice(1) })).toBe(false);
  });
  it("tells value, interval, limit and n", () => {
    const seen = evidence(card, proposalWords.zh, "zh");
    expect(seen?.main).toBe("2.45 倍");
    expect(seen?.range).toBe("[2.07，2.90]");
    expect(seen?.lines[1]).toContain("n 412");
  });
  it("says — for a value that is missing, never 0", () => {
    const first = card.checks[0];
    if (!first) throw new Error("the card has a check");
    expect(evidence({ ...card, checks: [{ ...first, value: null }] }, proposalWords.en, "en")?.main).toBe("—");
  });
  it("shows the condition that spoke where one is enough", () => {
    const [first] = card.checks;
    if (!first) throw new Error("the card has a check");
    const any = { ...card, checks: [{ ...first, met: false, value: 0.4 }, { ...first, value: 3.5 }] };
    expect(evidence(any, proposalWords.zh, "zh")?.main).toBe("3.50 倍");
  });
  it("keeps what the keys mean until it is answered, picked over, or something more severe comes", () => {
    const warn = { ...card, id: "a", severity: "warn" as const };
    const newer = { ...warn, id: "b" };
    const high = { ...card, id: "c" };
    expect(topOf([newer, warn], null, "a")?.id).toBe("a");
    expect(topOf([newer], null, "a")?.id).toBe("b");
    expect(topOf([high, warn], null, "a")?.id).toBe("c");
    expect(topOf([high, newer, warn], "b", "a")?.id).toBe("b");
    expect(topOf([], "b", "a")).toBeNull();
  });
  it("draws on a true zero and leaves out what is missing", () => {
    const found = bars([10, null, 20, 40], 20);
    expect(found.bars.map((bar) => bar.h)).toEqual([11, 22, 44]);
    expect(found.line).toBe(22);
    expect(bars([], null).bars).toEqual([]);
    expect(bars([0, 0], null).bars).toEqual([]);
  });
});
