import { describe, expect, it } from "vitest";
import { checksOf, mendsOf } from "./checks";
import { type EditSlot, emptyCard, type Finding, type Rundown } from "./data";

const slot = (id: string, over: Partial<EditSlot> = {}): EditSlot => ({
  id, kind: "product", title: id, minutes: 10, product: id, host: "h", helpers: [], role: null, price: null, pin: null, timing: "linked", card: emptyCard(), sheet: {}, note: "", ...over,
});
const finding = (code: string, subject = "a"): Finding => ({ code, level: "error", subject, zh: code, en: code });
const rundown = (over: Partial<Rundown> = {}): Rundown =>
  ({ show: "shw", findings: [], broken: [], slots: [{ id: "a", units: 90, stock: 8, marks: [{ code: "feature_list", part: "value" }] }], ...over }) as unknown as Rundown;

describe("what is to mend in a rundown", () => {
  it("says a broken rule once, and not beside a finding that says the same", () => {
    const broken = [
      { rule: "stock", slots: ["a"], zh: "x", en: "x" },
      { rule: "leader_cap", slots: ["a", "b"], zh: "y", en: "y" },
      { rule: "leader_cap", slots: ["c", "b"], zh: "y", en: "y" },
    ];
    const found = checksOf(rundown({ findings: [finding("stock_short")], broken }));
    expect(found.map((one) => [one.code, one.subject])).toEqual([["stock_short", "a"], ["leader_cap", "b"]]);
    expect(checksOf(rundown({ broken })).map((one) => one.code)).toEqual(["stock", "leader_cap"]);
  });
  it("offers a way for every finding there is", () => {
    const codes = [
      "too_long", "fixed_moved", "price_missing", "margin_low", "margin_unknown", "price_basis", "stock_short", "stock_unknown", "forecast_missing", "sample_unknown",
      "sample_missing", "dossier_missing", "dossier_expired", "dossier_soon", "card_missing", "must_missing", "part_missing", "feature_list", "claim_without_evidence",
      "never_said", "typed_number", "own_use_without_record", "host_missing", "host_twice", "host_overlap", "host_away", "promise_open", "role_mix", "opener", "leader_cap",
      "category_spacing", "welfare_rhythm", "product_removed",
    ];
    for (const code of codes) expect(mendsOf(finding(code), rundown(), [slot("a")]), code).not.toEqual([]);
    expect(mendsOf(finding("nothing_known"), rundown(), [slot("a")])).toEqual([]);
  });
  it("makes the change that needs no thought", () => {
    const [cap] = mendsOf(finding("stock_short"), rundown(), [slot("a", { sheet: { forecast: "90" } })]);
    expect(cap).toMatchObject({ kind: "change", change: { sheet: { forecast: "8" } } });
    const [basis] = mendsOf(finding("price_basis"), rundown(), [slot("a", { sheet: { list_price: "229", gift: "x" } })]);
    expect(basis).toMatchObject({ change: { sheet: { gift: "x" } } });
    const [words] = mendsOf(finding("feature_list"), rundown(), [slot("a")]);
    expect(words).toMatchObject({ kind: "field", tab: "card", field: "part-value" });
  });
});
