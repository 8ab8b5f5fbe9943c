/** Edits of a rundown that are not saved yet, kept in this tab: they outlive a reload, a lost line and a lost session. */
import type { EditSlot } from "./data";

export interface Draft {
  version: number;
  theme: string | null;
  slots: readonly EditSlot[];
}

const key = (show: string): string => `onair.draft.rundown.${show}`;

export function keep(show: string, draft: Draft): void {
  sessionStorage.setItem(key(show), JSON.stringify(draft));
}
export function clear(show: string): void {
  sessionStorage.removeItem(key(show));
}
export function read(show: string): Draft | null {
  try {
    const held = JSON.parse(sessionStorage.getItem(key(show)) ?? "null") as Partial<Draft> | null;
    return held && Array.isArray(held.slots) && typeof held.version === "number" ? { version: held.version, theme: held.theme ?? null, slots: held.slots } : null;
  } catch {
    return null; // written by an older version: what the server has stands
  }
}
