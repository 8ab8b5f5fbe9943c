import { describe, expect, it } from "vitest";
import { csv, csvCell } from "./download";

describe("csv", () => {
  it("cannot be run by a spreadsheet", () => {
    expect([csvCell("=1+1"), csvCell("+cmd"), csvCell("@x"), csvCell("-x")]).toEqual(["'=1+1", "'+cmd", "'@x", "'-x"]);
  });
  it("leaves numbers alone", () => {
    expect([csvCell("-5"), csvCell("−5"), csvCell("12.5%"), csvCell("炒锅")]).toEqual(["-5", "-5", "12.5%", "炒锅"]);
  });
  it("quotes commas, quotes and line breaks", () => {
    expect(csv(["a"], [["1,200"], ['说"好"'], ["x\ny"]])).toBe('\uFEFFa\r\n"1,200"\r\n"说""好"""\r\n"x\ny"\r\n');
  });
});
