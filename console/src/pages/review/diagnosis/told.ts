/** What the diagnosis page draws and says, out of the server's answer. Pure. */
import type { components } from "@/api/schema";
import { interval } from "@/format/number";
import type { Lang } from "@/prefs/prefs";
import { type Style, writeUnit } from "@/ui/units";
import type { DiagnosisWords } from "./words";

export type Diagnosis = components["schemas"]["DiagnosisOut"];
export type Link = components["schemas"]["DiagnosisLink"];
export type Found = components["schemas"]["DiagnosisFinding"];
export type Evidence = components["schemas"]["DiagnosisEvidence"];
export type Part = components["schemas"]["DiagnosisPart"];

/** One column of the waterfall. Amounts in minor units; `low`…`high`: its interval around `to`. */
export interface Step {
  id: string;
  label: string;
  from: number;
  to: number;
  low: number | null;
  high: number | null;
  part: number | null;
  out: boolean;
}

export function steps(told: Diagnosis, lang: Lang, w: DiagnosisWords): Step[] {
  if (told.base === null || told.target === null) return [];
  const found: Step[] = [{ id: "usual", label: w.usual, from: 0, to: told.base, low: null, high: null, part: null, out: false }];
  let level = told.base;
  for (const link of told.links) {
    const to = level + link.part;
    found.push({ id: link.to, label: link.name[lang], from: level, to, low: level + link.low, high: level + link.high, part: link.part, out: link.out });
    level = to;
  }
  if (!told.broken) found.push({ id: "now", label: w.now, from: 0, to: told.target, low: null, high: null, part: null, out: false });
  return found;
}

/** Where the axis begins and ends: whole when bars reach down, else cut below the lowest step. */
export function scale(all: readonly Step[]): { low: number; high: number } {
  const inner = all.filter((s) => s.part !== null).flatMap((s) => [s.from, s.to, s.low ?? s.to, s.high ?? s.to]);
  const high = Math.max(...inner, ...all.map((s) => s.to));
  const least = Math.min(...inner, ...all.map((s) => s.to));
  const room = (high - least) * 0.15;
  return { low: least - room < high * 0.25 ? Math.min(0, least) : least - room, high: high + room };
}

/** Round amounts inside the axis, three to six of them. */
export function ticks(low: number, high: number): number[] {
  const rough = (high - low) / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 2.5, 5, 10].map((n) => n * power).find((n) => n >= rough) ?? rough;
  const found: number[] = [];
  for (let at = Math.ceil(low / step) * step; at < high; at += step) found.push(at);
  return found;
}

/** −¥8,568, +¥15,413. */
export function signedMoney(value: number | null | undefined, style: Style): string {
  if (value === null || value === undefined) return "—";
  const size = writeUnit(Math.abs(Math.round(value)), "money", style);
  return `${Math.round(value) < 0 ? "−" : "+"}${size}`;
}

export function range(low: number | null, high: number | null, style: Style, cover: string): string {
  if (low === null || high === null) return "";
  const [open, close] = style.lang === "zh" ? ["（", "）"] : [" (", ")"];
  return `${open}${cover} ${interval(low, high, (v) => signedMoney(v, style), style.lang)}${close}`;
}

/** The opening sentence. */
export function sentence(told: Diagnosis, style: Style, w: DiagnosisWords): string[] {
  if (told.state === "nothing") return [w.nothing];
  const first = w.gmv(writeUnit(told.target, "money", style));
  if (told.state === "few") return [`${first}${style.lang === "zh" ? "。" : ". "}${w.few(told.needed, told.past.length)}`];
  const change = Math.round(told.change ?? 0);
  const size = writeUnit(Math.abs(change), "money", style);
  const against = change < 0 ? w.less(size) : change > 0 ? w.more(size) : w.same;
  const found = [`${first}${style.lang === "zh" ? "，" : ", "}${against}`];
  if (told.state === "normal") return [...found, w.normal];
  return [...found, ...topOf(told, style, w)];
}

function topOf(told: Diagnosis, style: Style, w: DiagnosisWords): string[] {
  const cover = w.cover(`${Math.round(told.cover * 100)}%`);
  const link = told.links.find((l) => l.to === told.top);
  const cause = told.findings[0];
  if (told.top === "refund") return [w.refundTop(writeUnit(Math.abs(Math.round(cause?.share ?? 0)), "money", style))];
  if (link === undefined) return told.broken ? [w.broken(told.broken)] : [];
  const money = signedMoney(link.part, style);
  const said = link.part >= 0 ? w.mostWon : (told.change ?? 0) > 0 ? w.butLost : w.mostLost;
  return [said(link.name[style.lang], money, range(link.low, link.high, style, cover))];
}

/** The link of a part that moved most. */
export function largest(part: Part): { stage: string; money: number } | null {
  const links = Object.entries(part.links ?? {});
  if (!links.length) return null;
  const [stage, money] = links.reduce((a, b) => (Math.abs(b[1]) > Math.abs(a[1]) ? b : a));
  return { stage, money };
}

/** Where the review shows the row that a sentence rests on. */
export const PLACES: Record<string, string> = {
  total: "funnel", product: "products", channel: "traffic", host: "hosts", new: "funnel", slot: "slots", minute: "curves", track: "curves", comment: "comments",
};
