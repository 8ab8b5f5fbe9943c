import { describe, expect, it } from "vitest";
import { liveWords } from "@/pages/live/words";
import { reviewWords } from "@/pages/review/words";

/** path → kind, of every word; a word that only one language has is a hole on somebody's screen. */
function paths(tree: unknown, above = ""): string[] {
  if (typeof tree !== "object" || tree === null) return [`${above}: ${typeof tree}`];
  return Object.entries(tree).flatMap(([name, value]) => paths(value, `${above}.${name}`));
}

describe("words beside their feature", () => {
  it.each([reviewWords, liveWords])("are the same in both languages, in tables by id too", (both) => {
    expect(paths(both.zh).length).toBeGreaterThan(100);
    expect(paths(both.en).sort()).toEqual(paths(both.zh).sort());
  });
});
