/** Puts values into the lines of a layout. A token that is missing takes its section with it, or its line. */
import { OverlayPart_DEFAULTS, type OverlayNote, type OverlayPart, type OverlayValue } from "@/api/frames";

export interface Bit {
  text: string;
  /** A number of the ledger: drawn as such. */
  number: boolean;
}
export interface Filled {
  bits: Bit[];
  /** Tokens in it that count something, for their definition and time. */
  counts: string[];
  /** All of them. */
  keys: string[];
}
export interface Values {
  values: Readonly<Record<string, OverlayValue>>;
  notes: Readonly<Record<string, OverlayNote>>;
  /** Whether the value of a token may be shown as live now. */
  fresh: (note: OverlayNote) => boolean;
  /** A value in words; null = it says nothing now. */
  say: (value: number | string, note: OverlayNote) => string | null;
}
export interface Result {
  lines: Filled[];
  /** Something was left out because its source is behind. */
  late: boolean;
}

export function fill(lines: readonly OverlayPart[][], v: Values): Result {
  const result: Result = { lines: [], late: false };
  for (const line of lines) {
    const found = one(line, v);
    result.late ||= found.late;
    if (found.filled && found.filled.bits.some((bit) => bit.text.trim())) result.lines.push(found.filled);
  }
  return result;
}

function one(line: readonly OverlayPart[], v: Values): { filled: Filled | null; late: boolean } {
  const parts = line.map((raw) => ({ ...OverlayPart_DEFAULTS, ...raw }));
  const gone = new Set<number>();
  const said = new Map<number, string>();
  let late = false;
  parts.forEach((part, i) => {
    if (!part.key) return;
    const [note, value] = [v.notes[part.name], v.values[part.key]?.value ?? null];
    const fresh = note !== undefined && v.fresh(note);
    if (note && value !== null && !fresh) late = true;
    const text = note && value !== null && fresh ? v.say(value, note) : null;
    if (text === null) gone.add(part.section);
    else said.set(i, text);
  });
  if (gone.has(0)) return { filled: null, late };
  const kept = parts.map((part, i) => ({ part, i })).filter(({ part }) => !gone.has(part.section));
  const bits = kept.map(({ part, i }) => ({ text: said.get(i) ?? part.text, number: part.key !== "" && v.notes[part.name]?.kind !== "text" }));
  const counts = kept.filter(({ part }) => v.notes[part.name]?.kind === "count").map(({ part }) => part.key);
  const keys = kept.map(({ part }) => part.key).filter(Boolean);
  return { filled: { bits, counts, keys }, late };
}
