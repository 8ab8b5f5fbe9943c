import { describe, expect, it } from "vitest";
import type { SheetOutline } from "./data";
import { lessonOf, startOf } from "./lesson";

const column = (header: string, metric: string | null, role: string | null = null, personal = false) => ({ header, examples: [], personal, metric, role });
const SHEET: SheetOutline = {
  name: "", layout: null, title: null,
  columns: [column("开播", null, "start"), column("观看", "view_uv"), column("看播", "view_uv"), column("手机号", null, null, true), column("神秘列", null)],
};

describe("a lesson", () => {
  it("starts from the guesses, each meaning once, and never asks about persons", () => {
    const form = startOf(SHEET, "昨晚.csv");
    expect(form.name).toBe("昨晚");
    expect(form.meanings).toEqual({ 开播: "@start", 观看: "view_uv", 看播: "", 神秘列: "" });
  });
  it("sends only what was explained", () => {
    const lesson = lessonOf({ ...startOf(SHEET, "昨晚.csv"), dayOrder: "dmy" });
    expect(lesson.columns).toEqual([{ header: "开播", role: "start" }, { header: "观看", metric: "view_uv" }]);
    expect(lesson.day_order).toBe("dmy");
  });
  it("is of products when a column names one", () => {
    expect(startOf({ ...SHEET, columns: [column("商品", null, "product"), column("成交", "gmv")] }, "x").grain).toBe("product");
  });
});
