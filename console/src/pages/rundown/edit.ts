/** Editing a rundown: pure functions from slots to slots. Times in whole minutes after the start. */
import type { EditSlot } from "./data";

export const LONGEST = 180;
export type Slots = readonly EditSlot[];

/** The minute at which each begins: one after another, waiting for a fixed one that is later. What is to wait is taken
 * by the last slot before it that fills up; `total` is such an end, too. */
export function startsOf(slots: Slots, total: number | null = null): number[] {
  let end = 0;
  let found: number[] = [];
  for (const slot of slots) {
    const start = slot.pin !== null && slot.pin > end ? slot.pin : end;
    found = [...filled(slots, found, start - end), start];
    end = start + slot.minutes;
  }
  return total === null ? found : filled(slots, found, total - end);
}
/** Moves what stands behind the last slot that fills up, back to the last fixed one. */
function filled(slots: Slots, starts: number[], spare: number): number[] {
  if (spare <= 0) return starts;
  for (let i = starts.length - 1; i >= 0; i--) {
    if (slots[i]?.timing === "fill") return starts.map((start, n) => (n > i ? start + spare : start));
    if (slots[i]?.pin !== null) return starts;
  }
  return starts;
}
/** How long each lasts: one that fills up until the next begins, or the show ends. */
export function lastsOf(slots: Slots, total: number | null = null): number[] {
  const starts = startsOf(slots, total);
  return slots.map((slot, i) => (slot.timing === "fill" ? Math.max(slot.minutes, (starts[i + 1] ?? total ?? 0) - (starts[i] ?? 0)) : slot.minutes));
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
export function pinned(slots: Slots, at: number, total: number | null = null): Slots {
  return changed(slots, at, { pin: slots[at]?.pin === null ? (startsOf(slots, total)[at] ?? 0) : null });
}

/** In the order of an arrangement; slots that it does not name keep their place at the end. */
export function ordered(slots: Slots, ids: readonly string[]): Slots {
  const places = new Map(ids.map((id, i) => [id, i]));
  return [...slots].sort((a, b) => (places.get(a.id) ?? slots.length) - (places.get(b.id) ?? slots.length));
}

/** Where a slot would land when its middle is dragged to this minute: behind those whose middle, as they stand on the
 * screen, is before it. */
export function placeAt(slots: Slots, from: number, minute: number, total: number | null = null): number {
  const starts = startsOf(slots, total);
  return slots.filter((slot, i) => i !== from && (starts[i] ?? 0) + slot.minutes / 2 < minute).length;
}

export interface Round {
  from: number;
  minutes: number;
}

const SHORT = 20;
const LONG = 25;
/** What it costs to begin a loop with a slot that draws nobody. */
const COLD = 15;

/** 轮: loops as the sheet tells them while they stand in order; else parted so that each is near 20–25 minutes. */
export function rounds(slots: Slots, total: number | null = null): Round[] {
  const starts = startsOf(slots, total);
  const lasts = lastsOf(slots, total);
  const until = (i: number): number => (starts[i] ?? 0) + (lasts[i] ?? 0);
  const firsts = told(slots) ?? parted(slots, starts, until);
  return firsts.map((first, i) => ({ from: starts[first] ?? 0, minutes: until((firsts[i + 1] ?? slots.length) - 1) - (starts[first] ?? 0) }));
}

/** First slot of each loop by 讲解轮次; null where it is not written or the loops are out of order. */
function told(slots: Slots): number[] | null {
  const firsts = slots.length ? [0] : [];
  let now = "";
  for (const [i, slot] of slots.entries()) {
    const own = slot.sheet.round ?? now;
    if (own !== now && now && !(Number(own) > Number(now))) return null;
    if (own !== now && now) firsts.push(i);
    now = own;
  }
  return now ? firsts : null;
}

function warm(slots: Slots, i: number): boolean {
  const slot = slots[i];
  return i === 0 || slot?.role === "traffic" || slot?.kind === "game" || slot?.kind === "welfare" || slots[i - 1]?.kind === "transition";
}

/** Cheapest parting: minutes outside 20–25 count squared (a last loop may be short), a cold start counts too. */
function parted(slots: Slots, starts: readonly number[], until: (i: number) => number): number[] {
  const best: { cost: number; first: number }[] = [];
  for (let last = 0; last < slots.length; last++) {
    let found = { cost: Infinity, first: last };
    for (let first = last; first >= 0; first--) {
      const minutes = until(last) - (starts[first] ?? 0);
      const short = last === slots.length - 1 && first > 0 ? 0 : Math.max(0, SHORT - minutes);
      const cost = (best[first - 1]?.cost ?? 0) + Math.max(short, minutes - LONG, 0) ** 2 + (warm(slots, first) ? 0 : COLD);
      if (cost < found.cost) found = { cost, first };
      if (minutes > 3 * LONG) break;
    }
    best.push(found);
  }
  const firsts: number[] = [];
  for (let last = slots.length - 1; last >= 0; last = (best[last]?.first ?? 0) - 1) firsts.unshift(best[last]?.first ?? 0);
  return firsts;
}

export interface Run {
  host: string;
  from: number;
  minutes: number;
}

/** Who speaks from when to when; slots without a host belong to the one before. */
export function hostRuns(slots: Slots, total: number | null = null): Run[] {
  const starts = startsOf(slots, total);
  const lasts = lastsOf(slots, total);
  const found: Run[] = [];
  slots.forEach((slot, i) => {
    const last = found.at(-1);
    const end = (starts[i] ?? 0) + (lasts[i] ?? slot.minutes);
    if (last && (slot.host === null || slot.host === last.host)) last.minutes = end - last.from;
    else if (slot.host !== null) found.push({ host: slot.host, from: starts[i] ?? 0, minutes: lasts[i] ?? slot.minutes });
  });
  return found;
}

/** Where helpers stand by, each stretch once; times as in `hostRuns`. */
export function helperRuns(slots: Slots, total: number | null = null): { helpers: readonly string[]; from: number; minutes: number }[] {
  const starts = startsOf(slots, total);
  const lasts = lastsOf(slots, total);
  const found: { helpers: readonly string[]; from: number; minutes: number }[] = [];
  let open = false;
  slots.forEach((slot, i) => {
    const from = starts[i] ?? 0;
    const last = found.at(-1);
    if (open && last && slot.helpers.length && last.helpers.join() === slot.helpers.join()) last.minutes = from + (lasts[i] ?? slot.minutes) - last.from;
    else if (slot.helpers.length) found.push({ helpers: slot.helpers, from, minutes: lasts[i] ?? slot.minutes });
    open = slot.helpers.length > 0;
  });
  return found;
}

const TYPING_MS = 2_000;

/** What was, is, and was taken back. Typing into one field (`tag`) without a pause is one step. */
export class Past {
  private before: Slots[] = [];
  private after: Slots[] = [];
  private tag = "";
  private at = 0;
  constructor(public now: Slots) {}
  get canUndo(): boolean {
    return this.before.length > 0;
  }
  get canRedo(): boolean {
    return this.after.length > 0;
  }
  do(next: Slots, tag = "", at = 0): boolean {
    if (next === this.now) return false;
    const goesOn = tag !== "" && tag === this.tag && at - this.at < TYPING_MS && this.before.length > 0;
    if (!goesOn) this.before = [...this.before.slice(-99), this.now];
    this.after = [];
    this.now = next;
    this.tag = tag;
    this.at = at;
    return true;
  }
  undo(): boolean {
    const back = this.before.pop();
    if (!back) return false;
    this.after.push(this.now);
    this.now = back;
    this.tag = "";
    return true;
  }
  redo(): boolean {
    const forth = this.after.pop();
    if (!forth) return false;
    this.before.push(this.now);
    this.now = forth;
    this.tag = "";
    return true;
  }
}
