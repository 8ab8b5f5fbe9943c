import { expect, it } from "vitest";
import { wholeMinutes } from "./minutes";

const M = 60_000;
it("leaves out the running minute and whatever lies ahead", () => {
  const state = { clock: 2 * M + 5000, series: { t: [0, M, 2 * M, 3 * M], m: { view_pv: [1, 2, 3, 0] } } };
  expect([wholeMinutes(state, "view_pv", 1), wholeMinutes(state, "view_pv", 5), wholeMinutes(state, "gmv", 2)]).toEqual([[2], [1, 2], []]);
});
