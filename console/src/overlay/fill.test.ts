import { describe, expect, it } from "vitest";
import type { OverlayNote, OverlayPart } from "@/api/frames";
import { fill, type Values } from "./fill";

const NOTES: Record<string, OverlayNote> = {
  "show.paid_orders": { kind: "count", zh: "口径", en: "definition", needs: "orders" },
  "product.name": { kind: "text", zh: "名称", en: "name" },
};
const with_ = (values: Values["values"], fresh = true): Values => ({ values, notes: NOTES, fresh: (note) => fresh || !note.needs, say: (value) => String(value) });
const LINE: OverlayPart[] = [
  { key: "product.name", name: "product.name", section: 1 },
  { text: "：", section: 1 },
  { text: "已付款 " },
  { key: "show.paid_orders", name: "show.paid_orders" },
  { text: " 单" },
];
const text = (values: Values): string[] => fill([LINE], values).lines.map((line) => line.bits.map((bit) => bit.text).join(""));

describe("lines of an overlay", () => {
  it("say what is known", () => {
    expect(text(with_({ "product.name": { value: "锅" }, "show.paid_orders": { value: 214 } }))).toEqual(["锅：已付款 214 单"]);
  });
  it("lose a section that is missing, and vanish with a number that is", () => {
    expect(text(with_({ "show.paid_orders": { value: 214 } }))).toEqual(["已付款 214 单"]);
    expect(text(with_({ "product.name": { value: "锅" } }))).toEqual([]);
  });
  it("never show a number whose source is behind, and tell why the line is gone", () => {
    const found = fill([LINE], with_({ "show.paid_orders": { value: 214 } }, false));
    expect(found).toEqual({ lines: [], late: true });
  });
  it("know which numbers need their definition", () => {
    const [line] = fill([LINE], with_({ "show.paid_orders": { value: 214 } })).lines;
    expect(line?.counts).toEqual(["show.paid_orders"]);
    expect(line?.bits.filter((bit) => bit.number).map((bit) => bit.text)).toEqual(["214"]);
  });
});
