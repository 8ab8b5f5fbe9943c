/** Everything to mend in a rundown, in one list: what lint found and the hard rules that the order breaks. Pure. */
import type { EditSlot, Finding, Rundown } from "./data";
import { startsOf } from "./edit";
import { knownOf } from "./looks";

/** Findings that say the same as a broken rule. */
const SAME: Readonly<Record<string, readonly string[]>> = {
  stock: ["stock_short"], promises: ["promise_open"], total_time: ["too_long"], fixed_time: ["fixed_moved"], host_hours: ["host_overlap", "host_away"],
};

export function checksOf(rundown: Pick<Rundown, "findings" | "broken">): Finding[] {
  const rules = rundown.broken.flatMap((one): Finding[] => {
    const subject = one.slots.at(-1) ?? "";
    const told = rundown.findings.some((found) => (SAME[one.rule] ?? []).includes(found.code) && (found.subject === "" || one.slots.includes(found.subject)));
    return told ? [] : [{ code: one.rule, level: "warning", subject, zh: one.zh, en: one.en }];
  });
  const once = rules.filter((one, i) => rules.findIndex((other) => other.code === one.code && other.subject === one.subject) === i);
  return [...rundown.findings, ...once];
}

/** What mends a finding: a place to type, a change that is made at once, another page, or arranging anew. */
export type Mend =
  | { label: string; n?: number; kind: "field"; slot: string; tab: "card" | "slot"; field: string }
  | { label: string; n?: number; kind: "change"; slot: string; change: Partial<EditSlot> }
  | { label: string; n?: number; kind: "page"; to: string }
  | { label: string; n?: number; kind: "arrange" };

const FIELDS: Readonly<Record<string, readonly [tab: "card" | "slot", field: string, label: string]>> = {
  too_long: ["slot", "slot-minutes", "shorten"],
  price_missing: ["slot", "slot-price", "price"],
  margin_low: ["slot", "slot-price", "price"],
  price_basis: ["slot", "sheet-price_basis", "basis"],
  stock_short: ["slot", "sheet-show_stock", "stock"],
  stock_unknown: ["slot", "sheet-show_stock", "stock"],
  forecast_missing: ["slot", "sheet-forecast", "forecast"],
  sample_unknown: ["slot", "sheet-sample", "sample"],
  card_missing: ["card", "part-pain", "card"],
  must_missing: ["card", "must", "must"],
  own_use_without_record: ["card", "story", "record"],
  host_missing: ["slot", "slot-host", "host"],
  host_overlap: ["slot", "slot-host", "host"],
  host_away: ["slot", "slot-host", "host"],
};
const PAGES: Readonly<Record<string, readonly [page: string, label: string]>> = {
  dossier_missing: ["selection", "papers"], dossier_expired: ["selection", "papers"], dossier_soon: ["selection", "papers"],
  margin_unknown: ["selection", "cost"], role_mix: ["selection", "mix"], product_removed: ["selection", "mix"], promise_open: ["warmup", "promise"],
};
const BY_ORDER = new Set(["opener", "leader_cap", "category_spacing", "welfare_rhythm", "stock", "host_hours", "fixed_time"]);
export const IN_CARD: ReadonlySet<string> = new Set(["part_missing", "feature_list", "claim_without_evidence", "never_said", "typed_number", "law"]);

/** Ways to mend one finding, the shortest first. */
export function mendsOf(check: Finding, rundown: Rundown, slots: readonly EditSlot[]): Mend[] {
  const at = slots.findIndex((one) => one.id === check.subject);
  const slot = slots[at];
  const found: Mend[] = slot ? atOnce(check.code, slot, startsOf(slots)[at] ?? 0, rundown) : [];
  const id = slot?.id ?? whose(check.code, rundown, slots);
  const field = FIELDS[check.code];
  if (field && id) found.push({ kind: "field", slot: id, tab: field[0], field: field[1], label: field[2] });
  if (IN_CARD.has(check.code) && slot) {
    const part = rundown.slots.find((one) => one.id === slot.id)?.marks.find((mark) => mark.code === check.code)?.part ?? "pain";
    found.push({ kind: "field", slot: slot.id, tab: "card", field: `part-${part}`, label: "words" });
  }
  const page = PAGES[check.code];
  if (page) found.push({ kind: "page", to: `/${page[0]}/${rundown.show}`, label: page[1] });
  if (BY_ORDER.has(check.code)) found.push({ kind: "arrange", label: "arrange" });
  return found;
}

/** Changes that need no thought. */
function atOnce(code: string, slot: EditSlot, at: number, rundown: Rundown): Mend[] {
  const { units, stock } = knownOf(rundown.slots, slot.id);
  const { list_price: _, ...unlisted } = slot.sheet;
  if (code === "fixed_moved") return [{ kind: "change", slot: slot.id, change: { pin: at }, label: "pinHere" }];
  if (code === "sample_missing") return [{ kind: "change", slot: slot.id, change: { sheet: { ...slot.sheet, sample: "已到" } }, label: "arrived" }];
  if (code === "host_twice") return [{ kind: "change", slot: slot.id, change: { helpers: slot.helpers.filter((one) => one !== slot.host) }, label: "once" }];
  if (code === "price_basis") return [{ kind: "change", slot: slot.id, change: { sheet: unlisted }, label: "unlist" }];
  if (code === "stock_short" && stock && units !== null && units > stock)
    return [{ kind: "change", slot: slot.id, change: { sheet: { ...slot.sheet, forecast: String(stock) } }, label: "cap", n: stock }];
  return [];
}

/** The slot that a finding about the whole begins with. */
function whose(code: string, rundown: Rundown, slots: readonly EditSlot[]): string | undefined {
  const talks = slots.filter((one) => one.product);
  if (code === "forecast_missing") return talks.find((one) => knownOf(rundown.slots, one.id).units === null)?.id;
  if (code === "sample_unknown") return talks.find((one) => !one.sheet.sample)?.id;
  if (code === "too_long") return slots.at(-1)?.id;
  return undefined;
}
