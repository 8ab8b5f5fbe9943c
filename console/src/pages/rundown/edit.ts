/** Editing a rundown: pure functions from slots to slots. Times in whole minutes after the start. */
import type { EditSlot } from "./data";

export const LONGEST = 180;
export type Slots = readonly EditSlot[];

/** The minute at which each begins: one after another, waiting for a fixed one that is later. */
export function startsOf(slots: Slots): number[] {
  let end = 0;
  return slots.map((slot) => {
    const start = slot.pin !== null && slot.pin > end ? slot.pin : end;
    end = start + slot.minutes;
    return start;
  });
}

/** One slot to another place; a fixed slot stays where it is. */
export function moved(slots: Slots, from: number, to: number): Slots {
  const slot = slots[from];
  const place = Math.max(0, Math.min(slots.length - 1, to));
  if (!slot || slot.pin !== null || place === from) return slots;
  const rest = slots.filter((_, i) => i !== from);
  return [...rest.slice(0, place), slot, ...rest.slice(place)];
}

export function lengthened(slots: Slots, at: number, by: number): Slots {
  return changed(slots, at, { minutes: Math.max(1, Math.min(LONGEST, (slots[at]?.minutes ?? 1) + by)) });
}

export function changed(slots: Slots, at: number, change: Partial<EditSlot>): Slots {
  const slot = slots[at];
  if (!slot) return slots;
  const next = { ...slot, ...change };
  if (JSON.stringify(next) === JSON.stringify(slot)) return slots;
  return slots.map((one, i) => (i === at ? next : one));
}

export function inserted(slots: Slots, at: number, slot: EditSlot): Slots {
  return [...slots.slice(0, at), slot, ...slots.slice(at)];
}

export function removed(slots: Slots, at: number): Slots {
  return slots.filter((_, i) => i !== at);
}

/** Fixed at the minute where it stands now, or free again. */
export function pinned(slots: Slots, at: number): Slots {
  return changed(slots, at, { pin: slots[at]?.pin === null ? (startsOf(slots)[at] ?? 0) : null });
}

/** In the order of an arrangement; slots that it does not name keep their place at the end. */
export function ordered(slots: Slots, ids: readonly string[]): Slots {
  const places = new Map(ids.map((id, i) => [id, i]));
  return [...slots].sort((a, b) => (places.get(a.id) ?? slots.length) - (places.get(b.id) ?? slots.length));
}

/** Where a slot would land when its middle is dragged to this minute. */
export function placeAt(slots: Slots, from: number, minute: number): number {
  const rest = slots.filter((_, i) => i !== from);
  const starts = startsOf(rest);
  const found = rest.findIndex((slot, i) => minute < (starts[i] ?? 0) + slot.minutes / 2);
  return found < 0 ? rest.length : found;
}

export interface Round {
  from: number;
  minutes: number;
}

const LOOP = 20;
/** 轮: loops as they are told in the sheet, else begun by a draw (traffic) or a hook once a loop's time has passed. */
export function rounds(slots: Slots): Round[] {
  const starts = startsOf(slots);
  const found: Round[] = [];
  let told: string | undefined;
  slots.forEach((slot, i) => {
    const start = starts[i] ?? 0;
    const last = found.at(-1);
    const own = slot.sheet.round;
    const begins = own !== undefined ? own !== told : last && start - last.from >= LOOP && (slot.role === "traffic" || slot.kind === "game" || slots[i - 1]?.kind === "transition");
    told = own;
    if (!last || begins) found.push({ from: start, minutes: slot.minutes });
    else last.minutes = start + slot.minutes - last.from;
  });
  return found;
}

export interface Run {
  host: string;
  from: number;
  minutes: number;
}

/** Who speaks from when to when; slots without a host belong to the one before. */
export function hostRuns(slots: Slots): Run[] {
  const starts = startsOf(slots);
  const found: Run[] = [];
  slots.forEach((slot, i) => {
    const last = found.at(-1);
    const end = (starts[i] ?? 0) + slot.minutes;
    if (last && (slot.host === null || slot.host === last.host)) last.minutes = end - last.from;
    else if (slot.host !== null) found.push({ host: slot.host, from: starts[i] ?? 0, minutes: slot.minutes });
  });
  return found;
}

/** What was, is, and was taken back. */
export class Past {
  private before: Slots[] = [];
  private after: Slots[] = [];
  constructor(public now: Slots) {}
  get canUndo(): boolean {
    return this.before.length > 0;
  }
  get canRedo(): boolean {
    return this.after.length > 0;
  }
  do(next: Slots): boolean {
    if (next === this.now) return false;
    this.before = [...this.before.slice(-99), this.now];
    this.after = [];
    this.now = next;
    return true;
  }
  undo(): boolean {
    const back = this.before.pop();
    if (!back) return false;
    this.after.push(this.now);
    this.now = back;
    return true;
  }
  redo(): boolean {
    const forth = this.after.pop();
    if (!forth) return false;
    this.before.push(this.now);
    this.now = forth;
    return true;
  }
}
