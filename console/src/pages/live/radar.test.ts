import { describe, expect, it } from "vitest";
import { CommentRow_DEFAULTS, type RadarPanel, type RadarRow } from "@/api/frames";
import { answerData, isProtected, lateness, matching, radarOf, type Radar, type Row, rowsOf } from "./radar";

const row = (id: string, more: Partial<RadarRow> = {}): RadarRow => ({ id, sort: "question", kind: "usage", since: 0, people: 3, n: 4, texts: ["电磁炉能用吗"], comment: `s/${id}`, ...more });
const panel: RadarPanel = { risks: [row("r", { sort: "risk", kind: "complaint" })], questions: [row("a"), row("b", { answer: { id: "ans", text: "都能用", score: 0.9 } })] };
const radar = radarOf(panel) as Radar;
const said = (text: string, more = {}) => ({ ...CommentRow_DEFAULTS, id: text, at: 0, text, ...more });

describe("radar", () => {
  it("puts risks first and takes away what was dealt with a moment ago", () => {
    expect(rowsOf(radar, new Set(["a"])).map((one) => one.id)).toEqual(["r", "b"]);
    expect(rowsOf(null, new Set())).toEqual([]);
  });
  it("is late by the team's own limits, and a late risk is pressing at once", () => {
    const [risk, question] = rowsOf(radar, new Set()) as [Row, Row];
    expect([29_000, 30_000].map((now) => lateness(risk, radar, now))).toEqual(["calm", "crit"]);
    expect([59_000, 60_000, 120_000].map((now) => lateness(question, radar, now))).toEqual(["calm", "late", "crit"]);
  });
  it("knows criticism that must not be hidden for being unwelcome", () => {
    expect(isProtected({ negative: true, risk: "complaint" })).toBe(true);
    expect(isProtected({ negative: true, risk: "abuse" })).toBe(false);
    expect(isProtected({ negative: false, risk: null })).toBe(false);
  });
  it("filters by what was read and by words, also of the name", () => {
    const rows = [said("多少钱", { intent: "price" }), said("骗子", { risk: "abuse", negative: true }), said("好看", { who: "Lynn" })];
    expect(matching(rows, "question", "").map((one) => one.text)).toEqual(["多少钱"]);
    expect(matching(rows, "negative", "").map((one) => one.text)).toEqual(["骗子"]);
    expect(matching(rows, "all", "lynn").map((one) => one.text)).toEqual(["好看"]);
    expect(matching(rows, "all", " ")).toBe(rows);
  });
  it("sends the library's answer with its id, or the words that were typed", () => {
    const [, a, b] = rowsOf(radar, new Set()) as [Row, Row, Row];
    expect(answerData(b, "prompter")).toMatchObject({ answer: "ans", text: "都能用", cluster: "b", comments: ["s/b"] });
    expect(answerData(a, "both", "能用")).toMatchObject({ to: "both", text: "能用", cluster: "a" });
    expect(answerData(b, "prompter", "都行")).not.toHaveProperty("answer");
  });
});
