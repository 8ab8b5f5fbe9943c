import { describe, expect, it } from "vitest";
import { type Choice, faultOf, guess, mappingOf, proposal, typeGuess } from "./mapping";

const choice = (over: Partial<Choice> = {}): Choice => ({ fields: { 时间: "at", 会员名: "user" }, type: "comment", types: {}, dayOrder: "auto", ...over });

describe("guess", () => {
  it("reads the headers of an order export, each field once", () => {
    expect(guess(["订单编号", "总金额", "买家会员名", "订单创建时间", "订单付款时间", "退款金额", "备注"])).toEqual({
      订单编号: "order",
      总金额: "amount",
      买家会员名: "user",
      订单创建时间: "at",
      订单付款时间: "paid_at",
      退款金额: "refund",
      备注: "",
    });
  });
  it("leaves a second time column alone", () => {
    expect(guess(["time", "发送时间"])).toEqual({ time: "at", 发送时间: "" });
  });
});

describe("faultOf", () => {
  it("wants a time, a type, and no field twice", () => {
    expect(faultOf(choice())).toBeNull();
    expect(faultOf(choice({ fields: { 会员名: "user" } }))).toEqual({ kind: "at" });
    expect(faultOf(choice({ type: "" }))).toEqual({ kind: "type" });
    expect(faultOf(choice({ fields: { a: "at", b: "at" } }))).toEqual({ kind: "twice", field: "at" });
  });
});

describe("mappingOf", () => {
  it("turns columns round and says one type for all", () => {
    expect(mappingOf(choice())).toEqual({ columns: { at: "时间", user: "会员名" }, type: "comment" });
  });
  it("translates the values of a type column and drops those left out", () => {
    const made = mappingOf(choice({ fields: { t: "at", 行为: "type" }, types: { pv: "product_click", x: "" }, dayOrder: "dmy" }));
    expect(made).toEqual({ columns: { at: "t", type: "行为" }, types: { pv: "product_click" }, day_order: "dmy" });
  });
});

it("takes the server's proposal before its own", () => {
  expect(proposal(["t", "who", "x"], { at: "t", user: "who", gone: "y" })).toEqual({ t: "at", who: "user", x: "" });
  expect(proposal(["时间"], null)).toEqual({ 时间: "at" });
});

it("understands the words of a type column", () => {
  expect(["评论", " PV ", "comment", "其他"].map(typeGuess)).toEqual(["comment", "product_click", "comment", ""]);
});
