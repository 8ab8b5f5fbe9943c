/** What a person fills in before a rehearsal, and what is sent. */
import type { FaultForm, Kind, NewTraining, Scenario } from "./data";

export interface FaultDraft {
  kind: FaultForm["kind"];
  minute: number;
  lengthS: number;
  /** In the unit shown: percent for shares. */
  strength: number;
}
export interface Draft {
  scenario: string | null;
  past: boolean;
  source: string | null;
  minutes: number;
  viewers: number;
  fromMinute: number;
  speed: number;
  hidden: boolean;
  /** null: drawn by the server. */
  faults: FaultDraft[] | null;
  seats: Record<string, string>;
}

const shown = (unit: string, strength: number): number => (unit === "share" ? Math.round(strength * 100) : strength);
const sent = (unit: string, strength: number): number => (unit === "share" ? strength / 100 : strength);

export function draftOf(scenario: Scenario | null, kinds: readonly Kind[]): Draft {
  const unit = (kind: string): string => kinds.find((one) => one.kind === kind)?.unit ?? "share";
  const faults = scenario?.draw
    ? null
    : (scenario?.faults ?? []).map((one) => ({ kind: one.kind as FaultForm["kind"], minute: one.offset_s / 60, lengthS: one.length_s, strength: shown(unit(one.kind), one.strength) }));
  return {
    scenario: scenario?.id ?? null,
    past: false,
    source: null,
    minutes: scenario?.minutes ?? 60,
    viewers: scenario?.viewers ?? 9000,
    fromMinute: (scenario?.from_s ?? 600) / 60,
    speed: scenario?.speed ?? 10,
    hidden: scenario?.hidden ?? false,
    faults,
    seats: {},
  };
}

export function newFault(kind: Kind, draft: Draft): FaultDraft {
  const last = draft.faults?.at(-1);
  const minute = last ? last.minute + Math.ceil(last.lengthS / 60) + 3 : draft.fromMinute + 5;
  return { kind: kind.kind as FaultForm["kind"], minute, lengthS: 300, strength: shown(kind.unit, kind.usual) };
}

/** A scenario that nobody changed is sent by its name alone, so that it is compared with its like. */
export function bodyOf(draft: Draft, scenario: Scenario | null, kinds: readonly Kind[]): NewTraining {
  const seats = Object.fromEntries(Object.entries(draft.seats).filter(([, person]) => person));
  const plain = { speed: draft.speed, hidden: draft.hidden, seats };
  const same = scenario && !draft.past && JSON.stringify({ ...draftOf(scenario, kinds), speed: 0, hidden: false, seats: {} }) === JSON.stringify({ ...draft, speed: 0, hidden: false, seats: {} });
  if (same) return { scenario: scenario.id, ...plain };
  const unit = (kind: string): string => kinds.find((one) => one.kind === kind)?.unit ?? "share";
  const faults = draft.faults?.map((one): FaultForm => ({ kind: one.kind, offset_s: Math.round(one.minute * 60), length_s: Math.round(one.lengthS), strength: sent(unit(one.kind), one.strength) }));
  return {
    scenario: draft.scenario,
    ...(draft.past ? { source_show: draft.source } : { minutes: Math.round(draft.minutes), viewers: Math.round(draft.viewers) }),
    from_s: Math.round(draft.fromMinute * 60),
    ...(faults ? { faults } : {}),
    ...plain,
  };
}
