/** A rule as it is written: blank ones, copies, ratios as percent, and what the list filters by. Pure. */
import type { components } from "@/api/schema";
import type { Mode, RuleRow } from "./data";

type Schemas = components["schemas"];
export type Condition = Required<Schemas["RuleCondition"]>;
export type Step = Required<Schemas["RuleStep"]>;
export type Rule = Required<Omit<Schemas["RuleForm"], "conditions" | "steps" | "source">> & {
  conditions: Condition[];
  steps: Step[];
  source: Required<Schemas["RuleOrigin"]>;
};
export type Both = { zh: string; en: string };

export const SEVERITIES = ["high", "warn", "info"] as const satisfies readonly Rule["severity"][];
export const SEATS = ["controller", "operator", "host", "technician", "merchandiser", "service"] as const satisfies readonly Rule["seat"][];
export const SCOPES = ["show", "current", "product"] as const satisfies readonly Rule["scope"][];
export const BASES = ["fixed", "p25", "p50", "p75"] as const satisfies readonly Condition["basis"][];
export const OPS = ["<", "<=", ">", ">="] as const satisfies readonly Condition["op"][];
export const WINDOWS = [10, 30, 60, 120, 180, 300, 600, 900, 1800, 3600, 7200];
export const CONDITIONS_MAX = 8;
export const STEPS_MAX = 4;

export const newCondition = (reading = "online"): Condition => ({ reading, window_s: 300, op: "<", limit: 0, clear: null, min_n: 0, basis: "fixed", words: [], kinds: [], intents: [] });
export const newStep = (): Step => ({ act: "whisper", say: { zh: "", en: "" }, data: { text: { zh: "", en: "" } } });
/** `today`: 2026-11-21. */
export function blank(today: string): Rule {
  return {
    number: null, name: { zh: "", en: "" }, tag: { zh: "", en: "" }, topic: "own", severity: "warn", seat: "controller", scope: "show", match: "all",
    conditions: [newCondition()], steps: [newStep()], hold_s: 0, cooldown_s: 300, expire_s: 300, effect_s: 180,
    source: { kind: "own", of: "", as_of: today, unsure: false }, note: null, on: true,
  };
}
const plain = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;
export const copyOf = (rule: Rule): Rule => plain(rule);
/** A rule of one's own made of another: no number, a name that tells them apart. */
export const duplicate = (rule: Rule, today: string): Rule => ({
  ...plain(rule),
  number: null,
  name: { zh: `${rule.name.zh}（副本）`.slice(0, 200), en: `${rule.name.en} (copy)`.slice(0, 200) },
  source: { kind: "own", of: rule.source.of, as_of: today, unsure: false },
});
export const newId = (now = Date.now()): string => `own_${now.toString(36)}`;
export const ID = /^[a-z][a-z0-9_]{1,39}$/;

/** Only a plain limit has the reading's unit; a multiple of the own quartile has none. */
export const asPercent = (unit: string | undefined, basis: Condition["basis"]): boolean => unit === "ratio" && basis === "fixed";
export const toShown = (value: number | null, percent: boolean): number | null => (value === null ? null : percent ? round(value * 100) : value);
export const fromShown = (value: number | null, percent: boolean): number | null => (value === null ? null : percent ? round(value / 100) : value);
/** 0.07 × 100 is 7.000000000000001. */
const round = (value: number): number => Number(value.toPrecision(12));
/** What a number field holds: empty is null, and what is no number too. */
export function numberOf(text: string): number | null {
  const value = Number(text.trim().replace("−", "-"));
  return text.trim() === "" || !Number.isFinite(value) ? null : value;
}
export const wordsOf = (text: string): string[] => [...new Set(text.split(/[、,，;；\n]/).map((word) => word.trim()).filter(Boolean))];

/** How a rule behaves, in a room or (without one) anywhere: silent when switched off, auto where a person let it. */
export function modeOf(row: RuleRow, room?: string): Mode {
  if (row.rule && !row.rule.on) return "off";
  if (room === undefined) return row.auto.length ? "auto" : "ask";
  if (row.silent.some((one) => one.room === room)) return "off";
  return row.auto.some((one) => one.room === room) ? "auto" : "ask";
}
export type GroupBy = "severity" | "seat" | "mode";
export interface Wanted {
  text: string;
  kind: "all" | "changed" | "own" | "cannot" | "off";
}
export function wanted(row: RuleRow, by: Wanted): boolean {
  const kinds: Record<Wanted["kind"], boolean> = {
    all: true, changed: row.changed.length > 0, own: row.own, cannot: row.state === "unavailable" || row.state === "error" || row.later.length > 0,
    off: modeOf(row) === "off" || row.silent.length > 0,
  };
  const text = [row.id, row.preview, row.rule?.name.zh, row.rule?.name.en, row.rule?.tag.zh, row.rule?.tag.en, row.rule?.number].join(" ").toLowerCase();
  return kinds[by.kind] && by.text.toLowerCase().split(/\s+/).every((word) => text.includes(word));
}
/** Groups in their own order; a rule that cannot be read stands last. */
export function grouped(rows: readonly RuleRow[], by: GroupBy): { id: string; rows: RuleRow[] }[] {
  const order: Record<GroupBy, readonly string[]> = { severity: SEVERITIES, seat: SEATS, mode: ["auto", "ask", "off"] };
  const of = (row: RuleRow): string => (row.rule === null ? "unread" : by === "mode" ? modeOf(row) : row.rule[by]);
  return [...order[by], "unread"].map((id) => ({ id, rows: rows.filter((row) => of(row) === id) })).filter((group) => group.rows.length);
}
