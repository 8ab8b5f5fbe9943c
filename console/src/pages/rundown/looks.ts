/** How a slot looks: its colour by role, its name by kind. */
import type { EditSlot, Finding, SlotOut } from "./data";

const COLOURS: Readonly<Record<string, string>> = { traffic: "c1", profit: "c2", follow: "c3", encore: "c3", image: "c4", hero: "c5", welfare: "c6" };

/** A role keeps its colour; a slot without one is neutral, but welfare is always welfare. */
export function slotColour(slot: Pick<EditSlot, "role" | "kind">): string {
  const name = slot.role ? COLOURS[slot.role] : slot.kind === "welfare" ? "c6" : undefined;
  return `var(--${name ?? "t3"})`;
}

/** Key of the words for the role column. */
export const roleKey = (slot: Pick<EditSlot, "role" | "kind">): string => (slot.role ? `products.roles.${slot.role}` : `rundown.kinds.${slot.kind}`);

const WIDE = 12;
const NARROW = 7;
/** As many characters as a line of 12 px holds within `px`. */
export function cut(text: string, px: number): string {
  let left = px;
  let found = "";
  for (const sign of text.trim()) {
    left -= sign.charCodeAt(0) < 0x2e80 ? NARROW : WIDE;
    if (left < 0) break;
    found += sign;
  }
  return found.trim();
}
/** At most two lines of `px` each. */
export function lines(text: string, px: number): string[] {
  const first = cut(text, px);
  const second = cut(text.trim().slice(first.length), px);
  return [first, second].filter(Boolean);
}

export type Level = "error" | "warning";
export function levelOf(findings: readonly Finding[], id: string): Level | null {
  const own = findings.filter((one) => one.subject === id);
  return own.some((one) => one.level === "error") ? "error" : own.length ? "warning" : null;
}

export interface Known {
  units: number | null;
  stock: number | null;
  price: number | null;
  margin: number | null;
}
export function knownOf(slots: readonly SlotOut[] | undefined, id: string): Known {
  const found = slots?.find((one) => one.id === id);
  return { units: found?.units ?? null, stock: found?.stock ?? null, price: found?.shown_price ?? null, margin: found?.margin ?? null };
}
