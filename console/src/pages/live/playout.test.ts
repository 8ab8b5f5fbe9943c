import { describe, expect, it } from "vitest";
import type { PlayoutPanel, PlaySlot } from "@/api/frames";
import type { LiveState } from "@/live/stream";
import { changedSlot, dueOf, lateAt, playoutOf, span, titlesOf } from "./playout";

const MINUTE = 60_000;
const slot = (over: Partial<PlaySlot> = {}): PlaySlot => ({
  id: "a", title: "炒锅", kind: "talk", product: "p1", role: "hero", timing: "linked", at: 0, end: 12 * MINUTE, length: 12 * MINUTE,
  planned_at: 0, planned_end: 12 * MINUTE, over: 0, fixed: false, keeps: false, moved: false, lints: [], ...over,
});
const panel = (over: Partial<PlayoutPanel> = {}): PlayoutPanel => ({
  version: 1, rev: 3, place: 1, count: 2, current: slot(), coming: [slot({ id: "b", title: "铲勺" })], more: 0, late: 140_000, end_late: 0,
  ends: 0, planned_end: 0, promises: [], skipped: [], ...over,
});

describe("the rundown as it is played", () => {
  it("rolls lateness on while a slot runs over, and only then", () => {
    expect(lateAt(panel(), 11 * MINUTE)).toBe(140_000);
    expect(lateAt(panel(), 13 * MINUTE)).toBe(140_000 + MINUTE);
    const drawn = panel({ current: slot({ end: 13 * MINUTE }), late: 140_000 + MINUTE });
    expect(lateAt(drawn, 13.5 * MINUTE)).toBe(140_000 + 1.5 * MINUTE);
    expect(lateAt(panel({ current: slot({ timing: "fill", end: 20 * MINUTE }) }), 19 * MINUTE)).toBe(140_000);
  });
  it("lasts until its length is over, or the next fixed time", () => {
    expect([dueOf(slot({ end: 15 * MINUTE })), dueOf(slot({ timing: "fill", end: 20 * MINUTE }))]).toEqual([12 * MINUTE, 20 * MINUTE]);
  });
  it("says differences as people do", () => {
    expect([span(140_000), span(-65_000), span(3_900_000)]).toEqual(["2:20", "1:05", "1:05:00"]);
  });
  it("is not there without a rundown, and names slots otherwise", () => {
    const state = (one: PlayoutPanel): LiveState => ({ panels: { playout: one } }) as unknown as LiveState;
    expect([playoutOf(state(panel({ version: 0 }))), playoutOf(null)]).toEqual([null, null]);
    const titles = titlesOf(state(panel()));
    expect(changedSlot({ slot: "a", minutes: 6 }, titles)).toBe("炒锅 +6:00");
    expect(changedSlot({ slot: "b", with: "a" }, titles)).toBe("铲勺 ↔ 炒锅");
  });
});
