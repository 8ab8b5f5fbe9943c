/** Where a moment before the start stands on the line T−7 d … T: the last hours need as much room as the days before. */
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Marks of the line, farthest first; each stretch between two is equally wide. */
export const MARKS = [7 * DAY, 5 * DAY, 3 * DAY, 2 * DAY, DAY, 12 * HOUR, 4 * HOUR, 2 * HOUR, HOUR, 30 * MINUTE, 10 * MINUTE, 0] as const;

/** 0 … 1 from left to right. Earlier than the first mark stands at 0, after the start at 1. */
export function place(lead: number): number {
  if (lead >= MARKS[0]) return 0;
  if (lead <= 0) return 1;
  const at = MARKS.findIndex((mark) => lead > mark);
  const from = MARKS[at - 1] ?? MARKS[0];
  const to = MARKS[at] ?? 0;
  return (at - 1 + (from - lead) / (from - to)) / (MARKS.length - 1);
}

export interface Unit {
  value: number;
  unit: "d" | "h" | "min";
}

/** 36 h, 30 min, 7 d: the largest unit that says it whole, else minutes. */
export function leadOf(ms: number): Unit {
  if (ms !== 0 && ms % DAY === 0) return { value: ms / DAY, unit: "d" };
  if (ms !== 0 && ms % HOUR === 0) return { value: ms / HOUR, unit: "h" };
  return { value: Math.round(ms / MINUTE), unit: "min" };
}

export const UNITS: Readonly<Record<Unit["unit"], number>> = { d: DAY, h: HOUR, min: MINUTE };

/** Lanes for blocks of `width` (share of the line) so that none lies on another. Places ascending. */
export function lanes(places: readonly number[], width: number): number[] {
  const ends: number[] = [];
  return places.map((at) => {
    const left = Math.min(at, 1 - width);
    const free = ends.findIndex((end) => end <= left + 1e-9);
    const lane = free < 0 ? ends.length : free;
    ends[lane] = left + width;
    return lane;
  });
}
