import { describe, expect, it } from "vitest";
import { readCard, working } from "./data";

describe("readCard", () => {
  it("takes hex and numbers, one a line", () => {
    const lines = [...Array(23).fill("#A0B0c0"), "1, 2, 255"].join("\n");
    expect(readCard(lines)?.at(0)).toBe("#a0b0c0");
    expect(readCard(lines)?.at(-1)).toBe("#0102ff");
  });
  it("takes nothing else", () => {
    expect(readCard("#ffffff")).toBeNull();
    expect(readCard(Array(24).fill("300 0 0").join("\n"))).toBeNull();
  });
});

it("knows which checks are under way", () => {
  expect(["queued", "running", "done", "failed", "cancelled"].map((state) => working({ state } as never))).toEqual([true, true, false, false, false]);
});
