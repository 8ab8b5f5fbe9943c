import { describe, expect, it } from "vitest";
import { scaleOf } from "./timeline";

describe("the line of a score", () => {
  it("has at most eight round ticks inside", () => {
    const scale = scaleOf(0, 60 * 60_000);
    expect(scale.ticks.map((at) => at / 60_000)).toEqual([0, 10, 20, 30, 40, 50, 60]);
    expect(scaleOf(90_000, 10 * 60_000).ticks.every((at) => at % 60_000 === 0 && at >= 90_000)).toBe(true);
  });
  it("keeps moments outside at its ends", () => {
    const { share } = scaleOf(1000, 2000);
    expect([share(0), share(1500), share(9000)]).toEqual([0, 0.5, 1]);
  });
});
