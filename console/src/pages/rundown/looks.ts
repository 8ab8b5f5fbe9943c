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
