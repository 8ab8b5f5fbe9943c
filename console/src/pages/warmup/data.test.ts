import { describe, expect, it } from "vitest";
import { bodyOf, formOf, type Line } from "./data";

const LINE = { layer: "message", channel: "短信", title: "开播提醒", text: "", target: "tgt_1", people: 9_999, lead_ms: 3_600_000, due_at: 0, cost: null, goal: null } as Line;
const sent = (change: Partial<ReturnType<typeof formOf>>) => bodyOf({ ...formOf(LINE, "CNY", "UTC"), ...change }, "CNY", "UTC");

describe("the people of an item", () => {
  it("stay as they are when nobody touched them: a list knows only their number", () => {
    expect(sent({ title: "改了标题" })).not.toHaveProperty("people");
  });
  it("are sent when they were chosen anew, also none", () => {
    expect(sent({ people: ["ctc_1"] }).people).toEqual(["ctc_1"]);
    expect(sent({ people: [] }).people).toEqual([]);
  });
  it("are none by hand, and none on a new item", () => {
    expect(sent({ target: null }).people).toEqual([]);
    expect(formOf(null, "CNY", "UTC").people).toEqual([]);
  });
});
