import { describe, expect, it } from "vitest";
import { axisLabel, growth, mean, niceTop, ratio, total } from "./numbers";

describe("unknown is not zero", () => {
  it("is left out of sums and means", () => {
    expect([mean([2, null, 4]), total([2, null]), mean([null]), total([])]).toEqual([3, 2, null, null]);
  });
  it("gives no ratio", () => {
    expect([ratio(1, 0), ratio(null, 2), growth(5, 0), growth(5, null), ratio(1, 4), growth(9, 10)]).toEqual([
      null,
      null,
      null,
      null,
      0.25,
      -0.1,
    ]);
  });
});

describe("axes", () => {
  it("are labelled exactly", () => {
    expect([axisLabel(2000, "zh"), axisLabel(15000, "zh"), axisLabel(15000, "en"), axisLabel(0, "zh"), axisLabel(0.5, "zh")]).toEqual([
      "2,000",
      "1.5万",
      "15k",
      "0",
      "0.5",
    ]);
  });
  it("end at the next round number", () => {
    expect([niceTop(1936), niceTop(237), niceTop(17), niceTop(0), niceTop(2025)]).toEqual([2000, 250, 20, 1, 2500]);
  });
});
