/** What the playbook proposes, made ready for the page. Pure. */
import { Checked_DEFAULTS, ProposalCard_DEFAULTS, type Checked, type ProposalCard, type ProposalsPanel } from "@/api/frames";
import { interval, MISSING, plain, rate } from "@/format/number";
import type { Lang } from "@/prefs/prefs";
import type { ProposalWords } from "./proposalWords";

export type Card = Required<ProposalCard>;
export interface Evidence {
  main: string;
  range: string;
  lines: string[];
}

/** What a mark of a proposal is called; an event of another version keeps the rule's id. */
export function proposalLabel(item: { label: string; data?: Readonly<Record<string, unknown>> }, lang: Lang): string {
  const tag = item.data?.tag;
  const said = tag && typeof tag === "object" ? (tag as Partial<Record<Lang, unknown>>)[lang] : null;
  return typeof said === "string" ? said : item.label;
}

export const cards = (some: readonly ProposalCard[] | undefined): Card[] => (some ?? []).map((one) => ({ ...ProposalCard_DEFAULTS, ...one }) as Card);
export const openOf = (panel: ProposalsPanel | undefined): Card[] => cards(panel?.open);

const RANK: Record<Card["severity"], number> = { high: 0, warn: 1, info: 2 };
/** The one that the keys mean: what somebody picked; else what stood there, until it is answered or something more severe
 * comes: a newer one of the same weight must not slip under a finger. */
export function topOf(open: readonly Card[], picked: string | null, held: string | null): Card | null {
  const [first] = open;
  const kept = open.find((card) => card.id === held);
  return open.find((card) => card.id === picked) ?? (kept && first && RANK[kept.severity] <= RANK[first.severity] ? kept : (first ?? null));
}

/** Its acts in one line; an act that cannot be done is not promised here. */
export function acts(card: Card, lang: Lang): string {
  const able = card.steps.filter((step) => !step.why_not);
  return (able.length ? able : card.steps).map((step) => step.say[lang]).join(lang === "zh" ? "，" : ", ");
}
export const blocked = (card: Card): Card["steps"] => card.steps.filter((step) => step.why_not);
export const doable = (card: Card): boolean => card.steps.some((step) => !step.why_not);

/** A value in the reading's unit. */
export function shown(value: number | null | undefined, reading: string, w: ProposalWords): string {
  if (value === null || value === undefined) return MISSING;
  const unit = w.readings[reading]?.unit ?? "";
  if (unit === "%") return rate(value);
  return `${plain(value, Math.abs(value) < 10 && value % 1 ? 2 : 0)}${unit}`;
}

/** The condition that spoke (where one is enough, the first that did): what was seen, out of what, against what, with n. */
export function evidence(card: Card, w: ProposalWords, lang: Lang): Evidence | null {
  const first = card.checks.find((one) => one.met) ?? card.checks[0];
  if (!first) return null;
  const check = { ...Checked_DEFAULTS, ...first } as Required<Checked>;
  const known = w.readings[check.reading];
  const bare = (value: number | null | undefined): string => shown(value, check.reading, w).replace(known?.unit ?? "", "");
  const range = check.low !== null && check.high !== null ? interval(check.low, check.high, bare, lang) : "";
  const lines = [`${w.last(check.over_s ?? check.window_s)} · ${known?.name ?? check.reading}`];
  const limit = `${w.ops[check.op] ?? check.op} ${shown(check.limit, check.reading, w)}`;
  const basis = check.basis === "fixed" ? "" : ` · ${w.own(check.shows ?? 0)}`;
  lines.push(`${w.limit} ${limit}${basis}${check.n ? ` · n ${plain(check.n, 0)}` : ""}`);
  return { main: shown(check.value, check.reading, w), range, lines };
}

export interface Bar {
  x: number;
  y: number;
  h: number;
  beyond: boolean;
}
const [WIDTH, HEIGHT, GAP] = [104, 44, 2];

/** Bars of equal width on a true zero; what is missing has none. `line`: where the usual is. */
export function bars(values: readonly (number | null)[], usual: number | null): { bars: Bar[]; line: number | null } {
  const most = Math.max(usual ?? 0, ...values.map((value) => value ?? 0));
  if (!values.length || most <= 0) return { bars: [], line: null };
  const wide = WIDTH / values.length;
  const found = values.flatMap((value, i) => {
    if (value === null) return [];
    const h = (value / most) * HEIGHT;
    return [{ x: i * wide, y: HEIGHT - h, h, beyond: usual !== null && Math.abs(value / usual - 1) > 0.25 }];
  });
  return { bars: found, line: usual === null ? null : HEIGHT - (usual / most) * HEIGHT };
}
export const barWidth = (n: number): number => WIDTH / n - GAP;
