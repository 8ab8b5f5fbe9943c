/** An offer as it is typed, and what is sent of it. Pure. */
import { amount, fromLocal, toLocal, toMinor } from "@/format";
import type { DraftForm, Kind, Plan } from "./data";

export interface GiftRow {
  name: string;
  qty: number;
  product: string | null;
  value: string;
}
export interface BundleRow {
  product: string | null;
  qty: number;
}
export interface OfferForm {
  kind: Kind;
  title: string;
  product: string | null;
  usual: string;
  price: string;
  reference: NonNullable<DraftForm["reference"]>;
  referenceAmount: string;
  stock: number | null;
  perPerson: number | null;
  holdMin: number;
  opens: "hand" | "clock";
  starts: string;
  closes: "lasts" | "clock" | "never";
  lastsMin: number | null;
  ends: string;
  who: "all" | "new" | "member" | "exclusive";
  /** Id of the segment that may have it; null = the condition is checked by hand, or by who sells. */
  segment: string | null;
  condition: string;
  threshold: string;
  off: string;
  stacks: boolean;
  bundle: BundleRow[];
  gifts: GiftRow[];
  parts: number | null;
  trialDays: number | null;
  returnDays: number | null;
  returnCondition: string;
  restocks: number;
  ready: boolean;
  slot: string | null;
  floorWhy: string;
}

export const EMPTY: OfferForm = {
  kind: "flash", title: "", product: null, usual: "", price: "", reference: "none", referenceAmount: "", stock: null, perPerson: 1, holdMin: 5,
  opens: "hand", starts: "", closes: "lasts", lastsMin: 10, ends: "", who: "all", segment: null, condition: "", threshold: "", off: "", stacks: false, bundle: [], gifts: [],
  parts: null, trialDays: null, returnDays: null, returnCondition: "", restocks: 0, ready: false, slot: null, floorWhy: "",
};
/** Kinds whose price stays what it usually is. */
export const SAME_PRICE: readonly Kind[] = ["instalment", "trial", "return_promise"];

export function formOf(plan: Plan | null, currency: string, zone: string): OfferForm {
  if (!plan) return { ...EMPTY, bundle: [], gifts: [] };
  const d = plan.draft;
  const typed = (minor: number | null | undefined): string => (minor === null || minor === undefined ? "" : amount(minor, currency, "en", "exact").replaceAll(",", ""));
  return {
    kind: d.kind, title: d.title, product: d.product, usual: typed(d.usual_price), price: typed(d.price), reference: d.reference ?? "none",
    referenceAmount: typed(d.reference_amount), stock: d.stock ?? null, perPerson: d.per_person ?? null, holdMin: Math.max(1, Math.round((d.hold_s ?? 300) / 60)),
    opens: d.starts_at ? "clock" : "hand", starts: d.starts_at ? toLocal(d.starts_at as number, zone) : "",
    closes: d.ends_at ? "clock" : d.lasts_s ? "lasts" : "never", lastsMin: d.lasts_s ? d.lasts_s / 60 : 10, ends: d.ends_at ? toLocal(d.ends_at as number, zone) : "",
    who: d.eligible?.kind ?? "all", segment: d.eligible?.set ?? null, condition: d.eligible?.words ?? "", threshold: typed(d.coupon?.threshold), off: typed(d.coupon?.off), stacks: d.stacks ?? false,
    bundle: (d.bundle ?? []).map((one) => ({ product: one.product, qty: one.qty })),
    gifts: (d.gifts ?? []).map((one) => ({ name: one.name, qty: one.qty ?? 1, product: one.product ?? null, value: typed(one.value) })),
    parts: d.instalment?.n ?? null, trialDays: d.trial?.days ?? null, returnDays: d.returns?.days ?? null, returnCondition: d.returns?.condition ?? "",
    restocks: d.restocks_planned ?? 0, ready: d.ready ?? false, slot: d.slot ?? null, floorWhy: d.floor_why ?? "",
  };
}

/** What is missing or cannot be read, by field; the server judges the rest. */
export function faultsOf(form: OfferForm, currency: string): Partial<Record<keyof OfferForm, "missing" | "amount">> {
  const found: Partial<Record<keyof OfferForm, "missing" | "amount">> = {};
  if (!form.title.trim()) found.title = "missing";
  if (!form.product) found.product = "missing";
  const need: (keyof OfferForm)[] = ["usual"];
  if (form.kind === "coupon") need.push("threshold", "off");
  else if (!SAME_PRICE.includes(form.kind)) need.push("price");
  for (const name of need) {
    const text = String(form[name]);
    if (!text.trim()) found[name] = "missing";
    else if ((toMinor(text, currency) ?? -1) < 0) found[name] = "amount";
  }
  if (form.reference !== "none" && form.referenceAmount.trim() && toMinor(form.referenceAmount, currency) === null) found.referenceAmount = "amount";
  if (form.opens === "clock" && !form.starts) found.starts = "missing";
  if (form.closes === "clock" && !form.ends) found.ends = "missing";
  if (form.closes === "lasts" && !form.lastsMin) found.lastsMin = "missing";
  return found;
}

export function bodyOf(form: OfferForm, currency: string, zone: string): DraftForm {
  const minor = (text: string): number | null => (text.trim() ? toMinor(text, currency) : null);
  const priced = form.kind !== "coupon" && !SAME_PRICE.includes(form.kind);
  return {
    kind: form.kind, title: form.title.trim(), product: form.product ?? "", usual_price: minor(form.usual) ?? 0, price: priced ? minor(form.price) : null,
    reference: form.reference, reference_amount: form.reference === "none" ? null : minor(form.referenceAmount), stock: form.stock, per_person: form.perPerson,
    hold_s: form.holdMin * 60, starts_at: form.opens === "clock" ? fromLocal(form.starts, zone) : null, ends_at: form.closes === "clock" ? fromLocal(form.ends, zone) : null,
    lasts_s: form.closes === "lasts" && form.lastsMin ? Math.round(form.lastsMin * 60) : null,
    eligible: form.who === "all" ? { kind: "all", words: "" } : { kind: form.who, words: form.condition.trim(), ...(form.segment ? { set: form.segment } : {}) },
    coupon: form.kind === "coupon" && minor(form.off) ? { threshold: minor(form.threshold) ?? 0, off: minor(form.off) ?? 0 } : null,
    bundle: form.kind === "bundle" ? form.bundle.flatMap((one) => (one.product ? [{ product: one.product, qty: one.qty }] : [])) : [],
    gifts: form.gifts.filter((one) => one.name.trim()).map((one) => ({ name: one.name.trim(), qty: one.qty, product: one.product, value: minor(one.value) })),
    instalment: form.parts ? { n: form.parts, fee: 0 } : null, trial: form.trialDays ? { days: form.trialDays } : null,
    returns: form.returnDays ? { days: form.returnDays, condition: form.returnCondition.trim() } : null,
    restocks_planned: form.restocks, stacks: form.kind === "coupon" && form.stacks, ready: form.ready, slot: form.slot, floor_why: form.floorWhy.trim() || null,
  };
}

/** Field of the server's draft → the field of the form under which a finding is shown. */
export const FIELD: Readonly<Record<string, keyof OfferForm>> = {
  title: "title", product: "product", usual_price: "usual", price: "price", reference: "reference", reference_amount: "referenceAmount", stock: "stock",
  ends_at: "closes", eligible: "condition", coupon: "off", gifts: "gifts", bundle: "bundle", instalment: "parts", trial: "trialDays", returns: "returnDays",
};
