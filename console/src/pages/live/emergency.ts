/** The emergency cards as the console shows them: which step is next, how much time is left, what can be pressed. Pure. */
import { type EmergencyChoice, type EmergencyPanel, EmergencyRun_DEFAULTS, type EmergencyRun, EmergencyStep_DEFAULTS, type EmergencyStep } from "@/api/frames";

export type Step = Required<EmergencyStep>;
export type Run = Required<Omit<EmergencyRun, "steps">> & { steps: Step[] };
export type Main = "do" | "done" | "record";

export interface Sent {
  action: string;
  data: Readonly<Record<string, unknown>>;
  state: "sending" | "sent" | "failed";
}

const SETTLED = new Set(["done", "skipped"]);
const BY_PERSON = new Set(["hand", "record"]);
export const SORTS = ["tech", "opinion", "violation", "absence", "goods"] as const;

/** With what the wire leaves out; a step that takes back what was never done is not shown. */
export function runOf(raw: EmergencyRun): Run {
  const steps = raw.steps.map((one) => ({ ...EmergencyStep_DEFAULTS, ...one })).filter((one) => one.wanted);
  return { ...EmergencyRun_DEFAULTS, ...raw, steps };
}

/** A key that was pressed counts at once: what is on its way shows as it will be, and the next step is picked. */
export function withSent(run: Run, sent: readonly Sent[]): Run {
  const states = new Map<string, Step["state"]>();
  for (const one of sent) {
    if (one.state === "failed" || one.data.run !== run.id) continue;
    const step = String(one.data.step);
    if (one.action === "emergency_do") states.set(step, "asked");
    if (one.action === "emergency_step") states.set(step, one.data.outcome === "skipped" ? "skipped" : "done");
    if (one.action === "put_right") for (const record of run.steps) if (record.do === "record") states.set(record.id, "done");
  }
  if (!states.size) return run;
  return { ...run, steps: run.steps.map((step) => ({ ...step, state: states.get(step.id) ?? step.state })) };
}

export function openRuns(panel: EmergencyPanel | undefined): Run[] {
  return (panel?.open ?? []).map(runOf);
}

export function settled(step: Step): boolean {
  return SETTLED.has(step.state);
}

/** The step that an action in the feed is about; "" where it is not known any more. */
export function stepSaid(panel: EmergencyPanel | undefined, data: Readonly<Record<string, unknown>>, lang: "zh" | "en"): string {
  const run = [...(panel?.open ?? []), ...(panel?.closed ?? [])].find((one) => one.id === data.run);
  return run?.steps.find((one) => one.id === data.step)?.say[lang] ?? run?.name[lang] ?? "";
}

/** What comes after is asked for once the trouble is over. */
export function ready(run: Run, step: Step): boolean {
  return step.when === "now" || run.recovered_at !== null || run.since === null;
}

/** Putting back goes first when the trouble is over; else the first that nobody dealt with. */
export function nextStep(run: Run): Step | null {
  const left = run.steps.filter((one) => !settled(one));
  const back = run.recovered_at === null ? undefined : left.find((one) => one.when === "after");
  return back ?? left.find((one) => ready(run, one) && one.state !== "asked" && one.state !== "begun") ?? left.find((one) => ready(run, one)) ?? null;
}

/** What Enter does; null = nothing now (the server is at it, or it is done). */
export function mainAct(run: Run, step: Step): Main | null {
  if (step.state === "asked" || step.state === "begun") return null;
  if (step.do === "record") return step.state === "done" ? null : "record";
  if (BY_PERSON.has(step.do) || (step.lacks !== null && !run.drill)) return settled(step) ? null : "done";
  return "do";
}

/** Seconds until it is due, negative = late; null = its clock does not run or it is settled. */
export function secondsLeft(step: Step, now: number): number | null {
  return step.due === null || settled(step) ? null : Math.round((step.due - now) / 1000);
}

/** When the trouble began, or the card was opened by hand. */
export function began(run: Run): number {
  return run.since ?? run.at;
}

/** Cards by their first digit, in the order of their numbers. */
export function byDigit(cards: readonly EmergencyChoice[]): { digit: number; sort: EmergencyChoice["sort"]; cards: EmergencyChoice[] }[] {
  const found = new Map<number, EmergencyChoice[]>();
  for (const card of cards) {
    const digit = Math.floor(card.number / 10);
    found.set(digit, [...(found.get(digit) ?? []), card]);
  }
  return [...found].sort(([a], [b]) => a - b).map(([digit, all]) => ({ digit, sort: (all[0] as EmergencyChoice).sort, cards: all }));
}
