import { describe, expect, it } from "vitest";
import { type EditSlot, emptyCard, newSlotId } from "./data";
import { changed, helperRuns, hostRuns, inserted, lastsOf, lengthened, moved, ordered, Past, pinned, placeAt, removed, rounds, startsOf } from "./edit";

const slot = (id: string, minutes: number, over: Partial<EditSlot> = {}): EditSlot => ({
  id, kind: "product", title: id, minutes, product: id, host: null, helpers: [], role: null, price: null, pin: null, timing: "linked", card: emptyCard(), sheet: {}, note: "", ...over,
});
const three = [slot("a", 5), slot("b", 10), slot("c", 5)];
const ids = (slots: readonly EditSlot[]): string => slots.map((one) => one.id).join("");

describe("editing a rundown", () => {
  it("lets a slot fill up what is left before a fixed one, or before the end", () => {
    const evening = [slot("a", 5), slot("fill", 5, { timing: "fill" }), slot("b", 5), slot("fixed", 5, { pin: 40 }), slot("end", 5)];
    expect(startsOf(evening, 90)).toEqual([0, 5, 35, 40, 45]);
    expect(lastsOf(evening, 90)).toEqual([5, 30, 5, 5, 5]);
    const last = [slot("a", 5), slot("fill", 5, { timing: "fill" }), slot("end", 5)];
    expect([startsOf(last), startsOf(last, 60), lastsOf(last, 60)]).toEqual([[0, 5, 10], [0, 5, 55], [5, 50, 5]]);
  });
  it("lays slots one after another and waits for fixed ones", () => {
    expect(startsOf(three)).toEqual([0, 5, 15]);
    expect(startsOf([slot("a", 5), slot("b", 5, { pin: 9 }), slot("c", 1, { pin: 3 })])).toEqual([0, 9, 14]);
  });
  it("moves, but never a fixed slot", () => {
    expect(ids(moved(three, 0, 2))).toBe("bca");
    expect(ids(moved(three, 2, 0))).toBe("cab");
    expect(moved(three, 1, 1)).toBe(three);
    const held = pinned(three, 1);
    expect(held[1]?.pin).toBe(5);
    expect(moved(held, 1, 0)).toBe(held);
    expect(pinned(held, 1)[1]?.pin).toBeNull();
  });
  it("lengthens within bounds", () => {
    expect(lengthened(three, 0, -10)[0]?.minutes).toBe(1);
    expect(lengthened(three, 0, 999)[0]?.minutes).toBe(180);
    expect(changed(three, 0, { minutes: 5 })).toBe(three);
  });
  it("inserts, removes and takes an order", () => {
    expect(ids(inserted(three, 1, slot("x", 1)))).toBe("axbc");
    expect(ids(removed(three, 1))).toBe("ac");
    expect(ids(ordered(three, ["c", "a", "b"]))).toBe("cab");
  });
  it("finds where a dragged slot lands", () => {
    expect(placeAt(three, 0, 1)).toBe(0);
    expect(placeAt(three, 0, 9)).toBe(0);
    expect(placeAt(three, 0, 11)).toBe(1);
    expect(placeAt(three, 0, 30)).toBe(2);
    expect(placeAt(three, 2, 0)).toBe(0);
  });
  it("takes back and does again", () => {
    const past = new Past(three);
    expect(past.do(three)).toBe(false);
    past.do(removed(three, 0));
    past.do(removed(past.now, 0));
    expect(ids(past.now)).toBe("c");
    past.undo();
    past.undo();
    expect([ids(past.now), past.canUndo, past.canRedo]).toEqual(["abc", false, true]);
    past.redo();
    expect(ids(past.now)).toBe("bc");
    past.do(three);
    expect(past.canRedo).toBe(false);
  });
  it("parts a show into loops and into who speaks", () => {
    const show = [slot("o", 6, { kind: "opening", host: "x" }), slot("a", 10, { role: "traffic" }), slot("b", 12, { host: "y" }), slot("c", 8, { role: "traffic", host: "y" })];
    expect(rounds(show)).toEqual([{ from: 0, minutes: 28 }, { from: 28, minutes: 8 }]);
    expect(rounds([slot("a", 3, { sheet: { round: "1" } }), slot("b", 3, { sheet: { round: "2" } })])).toHaveLength(2);
    expect(hostRuns(show)).toEqual([{ host: "x", from: 0, minutes: 16 }, { host: "y", from: 16, minutes: 20 }]);
  });
  it("parts an evening near 20 to 25 minutes, and at a slot that draws", () => {
    const [six, ten] = [6, 10].map((minutes, i) => slot(`o${i}`, minutes, { role: i ? "traffic" : null }));
    const rest = [12, 8, 4, 10].map((minutes, i) => slot(`x${i}`, minutes, i === 2 ? { kind: "game" } : {}));
    const more = [5, 3, 16, 8, 12, 6, 5, 10, 12].map((minutes, i) => slot(`y${i}`, minutes, { role: i === 0 || i === 6 ? "traffic" : null }));
    const evening = [six, ten, ...rest, ...more] as EditSlot[];
    expect(rounds(evening).every((one) => one.minutes >= 15 && one.minutes <= 32)).toBe(true);
    expect(rounds(evening).reduce((sum, one) => sum + one.minutes, 0)).toBe(127);
  });
  it("takes the loops of the sheet only while they stand in order", () => {
    const [a, b, c] = ["1", "2", "3"].map((round) => slot(round, 12, { sheet: { round } })) as [EditSlot, EditSlot, EditSlot];
    expect(rounds([a, b, c])).toHaveLength(3);
    expect(rounds([b, a, c])).not.toHaveLength(3);
  });
  it("joins stretches with the same helpers", () => {
    const show = [slot("a", 5, { helpers: ["x"] }), slot("b", 5, { helpers: ["x"] }), slot("c", 5), slot("d", 5, { helpers: ["x"] })];
    expect(helperRuns(show).map((one) => [one.from, one.minutes])).toEqual([[0, 10], [15, 5]]);
  });
  it("takes typing into one field back as one step", () => {
    const past = new Past(three);
    past.do(changed(three, 0, { title: "甲" }), "title.a", 1_000);
    past.do(changed(past.now, 0, { title: "甲乙" }), "title.a", 1_500);
    past.do(changed(past.now, 0, { title: "甲乙丙" }), "title.a", 9_000);
    past.undo();
    expect(past.now[0]?.title).toBe("甲乙");
    past.undo();
    expect(past.now).toBe(three);
  });
  it("makes ids of our form", () => {
    expect(newSlotId()).toMatch(/^slt_[0-9a-z]{26}$/);
  });
});
