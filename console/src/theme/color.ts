/** Colour arithmetic on #RRGGBB: what the theme needs to mix shades and the tests to measure contrast. */

function channels(hex: string): [number, number, number] {
  return [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16)) as [number, number, number];
}

/** `share` of `over` laid on `under`, 0…1. */
export function mix(over: string, under: string, share: number): string {
  const [a, b] = [channels(over), channels(under)];
  const part = (i: 0 | 1 | 2): string =>
    Math.round(a[i] * share + b[i] * (1 - share))
      .toString(16)
      .padStart(2, "0");
  return `#${part(0)}${part(1)}${part(2)}`.toUpperCase();
}

/** Relative luminance of WCAG 2. */
export function luminance(hex: string): number {
  const linear = channels(hex).map((v) => (v / 255 <= 0.04045 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4));
  const [r = 0, g = 0, b = 0] = linear;
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** Contrast ratio of WCAG 2, 1…21. */
export function contrast(a: string, b: string): number {
  const [hi, lo] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return ((hi ?? 0) + 0.05) / ((lo ?? 0) + 0.05);
}
