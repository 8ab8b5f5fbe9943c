/** The rows of the radar as the column shows them: how long each waits, what is late, what a filter keeps. Pure. */
import { RadarPanel_DEFAULTS, RadarRow_DEFAULTS, RadarShare_DEFAULTS, type RadarPanel, type RadarRow, type RadarShare } from "@/api/frames";
import type { LiveComment } from "@/live/stream";

export type Row = Required<RadarRow>;
export type Radar = Required<RadarPanel>;
export type Late = "calm" | "late" | "crit";
export const FILTERS = ["all", "question", "risk", "negative"] as const;
export type Filter = (typeof FILTERS)[number];
const QUESTIONS = new Set(["price", "size", "shipping", "stock", "link", "quality", "usage", "coupon", "orderhelp", "demand"]);
/** Criticism that is negative but lawful: hiding it needs words. */
const LAWFUL = new Set<string | null>([null, "complaint", "rumour"]);

export const radarOf = (panel: RadarPanel | undefined): Radar | null => (panel ? { ...RadarPanel_DEFAULTS, ...panel } : null);
export const shareOf = (radar: Radar): Required<RadarShare> => ({ ...RadarShare_DEFAULTS, ...radar.share });

/** Risks before questions. What was dealt with a moment ago is gone already. */
export function rowsOf(radar: Radar | null, done: ReadonlySet<string>): Row[] {
  return [...(radar?.risks ?? []), ...(radar?.questions ?? [])].map((row) => ({ ...RadarRow_DEFAULTS, ...row })).filter((row) => !done.has(row.id));
}

/** Over the team's own limit it is late, at twice as much it is pressing; a risk is pressing when it is late. */
export function lateness(row: Row, radar: Radar, now: number): Late {
  const waited = (now - row.since) / 1000;
  const limit = row.sort === "risk" ? radar.risk_s : radar.question_s;
  if (waited < limit) return "calm";
  return row.sort === "risk" || waited >= 2 * limit ? "crit" : "late";
}

export const isProtected = (row: { negative: boolean; risk: string | null }): boolean => row.negative && LAWFUL.has(row.risk);

export function matching(rows: readonly LiveComment[], filter: Filter, words: string): readonly LiveComment[] {
  const wanted = words.trim().toLowerCase();
  if (filter === "all" && !wanted) return rows;
  return rows.filter((row) => {
    if (filter === "question" && !QUESTIONS.has(row.intent ?? "")) return false;
    if (filter === "risk" && row.risk === null) return false;
    if (filter === "negative" && !row.negative) return false;
    return !wanted || row.text.toLowerCase().includes(wanted) || (row.who ?? "").toLowerCase().includes(wanted);
  });
}

/** The answer as it is sent: of the library, or typed. */
/** Where an answer goes: the host's screen, or that and the picture. */
export type To = "prompter" | "both";
export function answerData(row: Row, to: To, text?: string): Record<string, unknown> {
  const base = { to, cluster: row.id, comments: [row.comment], ...(row.product ? { product: row.product } : {}), question: (row.texts[0] ?? "").slice(0, 120) };
  return text === undefined && row.answer ? { ...base, answer: row.answer.id, text: row.answer.text } : { ...base, text: text ?? "" };
}
