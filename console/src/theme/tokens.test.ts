import { describe, expect, it } from "vitest";
import { contrast } from "./color";
import { tokensCss } from "./css";
import { type ThemeName, themes, type TokenName } from "./tokens";

const text: [TokenName, TokenName][] = [
  ["t1", "panel"],
  ["t2", "panel"],
  ["t3", "panel"],
  ["t3", "raised"],
  ["t3", "panel2"],
  ["t3", "bg"],
  ["accent", "panel"],
  ["accent", "accent-bg"],
  ["on-fill", "fill"],
  ["on-fill", "fill-hover"],
  ["red", "panel"],
  ["green", "panel"],
  ["warn", "warn-bg"],
  ["crit", "crit-bg"],
  ["crit", "panel"],
  ["lamp-t", "lamp-bg"],
  ["hot-t", "hot-bg"],
  ["ok-t", "ok-bg"],
  ["t1", "one-bg"],
  ["t3", "hot-row"],
  ["pop-t", "pop-bg"],
  ["pop-t2", "pop-bg"],
];
const marks: TokenName[] = ["c1", "c2", "c3", "c4", "c5", "c6", "lamp"];

describe.each(["dark", "light"] as ThemeName[])("%s", (name) => {
  const t = themes[name];
  // A primary button may lighten under the pointer, where its label keeps the ratio of large text.
  it.each(text)("%s is readable on %s", (front, back) => {
    expect(contrast(t[front], t[back])).toBeGreaterThanOrEqual(back === "fill-hover" ? 4 : 4.5);
  });
  it.each(marks)("%s is visible as a mark", (mark) => {
    expect(contrast(t[mark], t.panel)).toBeGreaterThanOrEqual(3);
  });
  it("reaches the style sheet", () => {
    expect(tokensCss()).toContain(`--accent:${t.accent}`);
    expect(tokensCss()).toContain(`--el-color-primary:${t.accent}`);
  });
});

it("measures contrast as WCAG 2 does", () => {
  expect(contrast("#000000", "#FFFFFF")).toBeCloseTo(21, 5);
  expect(contrast("#777777", "#FFFFFF")).toBeLessThan(4.5);
});
