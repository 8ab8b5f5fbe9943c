import { describe, expect, it } from "vitest";
import { THEMES } from "./themes";

const channel = (v: number): number => (v / 255 <= 0.03928 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4);
const light = (rgb: readonly number[]): number => 0.2126 * channel(rgb[0] ?? 0) + 0.7152 * channel(rgb[1] ?? 0) + 0.0722 * channel(rgb[2] ?? 0);
const rgb = (hex: string): number[] => [1, 3, 5].map((i) => parseInt(hex.slice(i, i + 2), 16));
const contrast = (a: readonly number[], b: readonly number[]): number => {
  const [x, y] = [light(a), light(b)].sort((p, q) => q - p) as [number, number];
  return (x + 0.05) / (y + 0.05);
};
/** The card over video of one grey. */
const over = ([r, g, b, a]: readonly number[], video: number): number[] => [r, g, b].map((v) => (v ?? 0) * (a ?? 1) + video * (1 - (a ?? 1)));

describe.each(Object.entries(THEMES))("theme %s", (_, theme) => {
  it.each([0, 128, 255])("is legible over video of grey %i", (video) => {
    const card = over(theme.card, video);
    for (const text of [theme.text, theme.soft, theme.number, theme.warn]) expect(contrast(rgb(text), card)).toBeGreaterThanOrEqual(4.5);
    expect(contrast(rgb(theme.bar), card)).toBeGreaterThanOrEqual(3);
  });
});
it("sees a card that is too thin", () => {
  expect(contrast(rgb("#FFFFFF"), over([12, 15, 20, 0.3], 255))).toBeLessThan(4.5);
});
