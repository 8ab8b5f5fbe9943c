import { describe, expect, it } from "vitest";
import { hoursOf, late } from "./marks";
import { feedbackWords } from "./words";

const paths = (tree: unknown, above = ""): string[] =>
  typeof tree === "object" && tree !== null ? Object.entries(tree).flatMap(([name, value]) => paths(value, `${above}.${name}`)) : [`${above}: ${typeof tree}`];

describe("a ticket's clock", () => {
  it("is told in hours and minutes, never negative", () => {
    expect([0, 1, 60_000, 3_600_000, 36 * 3_600_000 + 1, -5].map(hoursOf)).toEqual(["0:00", "0:01", "0:01", "1:00", "36:01", "0:00"]);
  });
  it("is late only while it runs", () => {
    expect([late({ due_at: 1, left_ms: -1 }), late({ due_at: null, left_ms: -1 }), late({ due_at: 1, left_ms: 0 })]).toEqual([true, false, false]);
  });
});
describe("words of the feedback page", () => {
  it("are the same in both languages, in tables by id too", () => {
    expect(paths(feedbackWords.en).sort()).toEqual(paths(feedbackWords.zh).sort());
  });
});
