/** The rundown as it happened: slots from the track. Pure. */
import type { LiveProduct, LiveTrack } from "@/live/stream";
import type { TokenName } from "@/theme/tokens";
import { roleColour } from "@/ui/roles";

export interface SlotView {
  id: string;
  /** Key of the slot in the rundown. */
  slot: string;
  label: string;
  kind: string;
  product: string | null;
  at: number;
  end: number | null;
  /** How many times this product has been on, this slot included. */
  round: number;
}

function text(value: unknown, otherwise: string): string {
  return typeof value === "string" && value ? value : otherwise;
}

/** In order of their start. What was undone never was. */
export function slotsOf(track: readonly LiveTrack[], goods: ReadonlyMap<string, LiveProduct>): SlotView[] {
  const rounds = new Map<string, number>();
  return track
    .filter((item) => item.kind === "slot" && !item.undone)
    .map((item) => {
      const round = item.product ? (rounds.get(item.product) ?? 0) + 1 : 1;
      if (item.product) rounds.set(item.product, round);
      const named = item.label === item.product ? goods.get(item.product)?.name : undefined;
      return {
        id: item.id,
        slot: text(item.data.slot, item.id),
        label: named ?? item.label,
        kind: text(item.data.kind, "talk"),
        product: item.product,
        at: item.at,
        end: item.end,
        round,
      };
    });
}

export function currentSlot(slots: readonly SlotView[], now: number): SlotView | null {
  return slots.findLast((slot) => slot.end === null && slot.at <= now + 60_000) ?? null;
}

export function pastSlots(slots: readonly SlotView[]): SlotView[] {
  return slots.filter((slot) => slot.end !== null);
}

/** A key for a slot that starts now; never one that was used. */
export function slotKey(product: string | null, kind: string, slots: readonly SlotView[]): string {
  const base = (product ?? kind).slice(0, 40);
  const used = new Set(slots.map((slot) => slot.slot));
  let n = slots.length + 1;
  while (used.has(`${base}-${n}`)) n++;
  return `${base}-${n}`;
}

export function slotColour(slot: { product: string | null; kind: string }, goods: ReadonlyMap<string, LiveProduct>): TokenName {
  const product = slot.product ? goods.get(slot.product) : undefined;
  const byRole = roleColour(product?.role);
  if (byRole !== "line2") return byRole;
  return slot.kind === "talk" ? "c1" : roleColour(slot.kind);
}

/** Clicks and paid orders of a product's own last minutes: its sparkline holds one value a minute, the newest last. */
export function clicksSince(product: LiveProduct | undefined, from: number, now: number): number | null {
  if (!product?.spark.length) return null;
  const minutes = Math.min(product.spark.length, Math.max(1, Math.ceil((now - from) / 60_000)));
  return product.spark.slice(-minutes).reduce((a, b) => a + b, 0);
}
