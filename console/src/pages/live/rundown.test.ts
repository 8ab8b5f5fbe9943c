import { describe, expect, it } from "vitest";
import type { LiveTrack } from "@/live/stream";
import { currentSlot, pastSlots, slotKey, slotsOf } from "./rundown";
import { roleColour } from "@/ui/roles";

const slot = (id: string, at: number, more: Partial<LiveTrack> = {}): LiveTrack => ({
  id,
  at,
  kind: "slot",
  label: id,
  end: null,
  product: "p1",
  by: null,
  auto: false,
  undone: false,
  data: { slot: id, kind: "talk" },
  ...more,
});
const track = [
  slot("a", 0, { end: 600_000 }),
  slot("b", 600_000, { end: 900_000, undone: true }),
  slot("c", 900_000),
  slot("d", 9_000_000, { product: null }),
];
const slots = slotsOf(track, new Map());

describe("rundown", () => {
  it("leaves out what was undone and counts rounds", () => {
    expect(slots.map((s) => [s.id, s.round])).toEqual([
      ["a", 1],
      ["c", 2],
      ["d", 1],
    ]);
  });
  it("tells past and current apart", () => {
    const now = 1_000_000;
    expect([pastSlots(slots).map((s) => s.id), currentSlot(slots, now)?.id]).toEqual([["a"], "c"]);
  });
  it("has no current slot before the first", () => {
    expect(currentSlot(slots, -100_000)).toBeNull();
  });
  it("never gives a key twice", () => {
    const first = slotKey("p1", "talk", slots);
    expect(first).toBe("p1-4");
    expect(slotKey("p1", "talk", [...slots.slice(0, 2), { ...slots[0]!, slot: "p1-4" }])).toBe("p1-5");
  });
  it("keeps the colour of a role", () => {
    expect([roleColour("主推"), roleColour("引流"), roleColour(null), roleColour("？")]).toEqual(["c5", "c1", "line2", "line2"]);
  });
});
