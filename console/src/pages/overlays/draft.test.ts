import { describe, expect, it } from "vitest";
import { added, type Draft, History, placed, without, withToken } from "./draft";

const EMPTY: Draft = { size: "tall", theme: "dark", widgets: [], scene: [] };

describe("a layout being edited", () => {
  it("puts a widget where nothing is, and never outside the safe area", () => {
    const two = added(added(EMPTY, "seller"), "proof");
    const [seller, proof] = two.widgets;
    expect([seller?.x, seller?.y, proof?.y]).toEqual([2, 3, 9]);
    const moved = placed(proof!, { x: 500, y: 500, w: 900 }, "tall");
    expect(moved.x + moved.w).toBeLessThanOrEqual(43);
    expect(moved.y + moved.h).toBeLessThanOrEqual(68);
  });
  it("goes back step by step, and typing in a field is one", () => {
    const history = new History(EMPTY);
    history.push(added(EMPTY, "text"));
    for (const words of ["买", "买一", "买一送一"]) history.push({ ...history.now, scene: [words] }, "scene.0");
    expect(history.undo()).toBe(true);
    expect(history.now.scene).toEqual([]);
    history.undo();
    expect(history.now.widgets).toHaveLength(0);
    history.redo();
    expect(without(history.now, "text_1").widgets).toHaveLength(0);
    expect([history.undo(), history.undo()]).toEqual([true, false]);
  });
  it("puts a token where the number stood", () => {
    expect(withToken("本款已售5000件", 2, 8, "用 {show.paid_orders}，…")).toEqual({ token: "{show.paid_orders}", text: "本款已售{show.paid_orders}件" });
    expect(withToken("国家级", 0, 3, "删去")).toBeNull();
  });
});
