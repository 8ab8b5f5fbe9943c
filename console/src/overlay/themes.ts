/** Colours of the cards. A card is translucent, so each is checked against black and against white video (test). */
export interface OverlayTheme {
  /** r, g, b and opacity of the card. */
  card: readonly [number, number, number, number];
  text: string;
  soft: string;
  number: string;
  bar: string;
  track: string;
  line: string;
  warn: string;
  radius: number;
}

export const THEMES: Readonly<Record<string, OverlayTheme>> = {
  dark: { card: [12, 15, 20, 0.86], text: "#FFFFFF", soft: "#C9D2DC", number: "#FFD38A", bar: "#F0A830", track: "#FFFFFF26", line: "#FFFFFF24", warn: "#F3B743", radius: 2.4 },
  light: { card: [255, 255, 255, 0.94], text: "#17212C", soft: "#3D4A58", number: "#8F3410", bar: "#B06A00", track: "#17212C1F", line: "#17212C1F", warn: "#7A4F00", radius: 2.4 },
  warm: { card: [58, 21, 24, 0.92], text: "#FFF6EF", soft: "#FFD9CC", number: "#FFD38A", bar: "#FF9A5A", track: "#FFFFFF26", line: "#FFFFFF2E", warn: "#FFD38A", radius: 2.4 },
  plain: { card: [0, 0, 0, 0.74], text: "#FFFFFF", soft: "#E5EAF0", number: "#FFFFFF", bar: "#FFFFFF", track: "#FFFFFF33", line: "#FFFFFF33", warn: "#FFD38A", radius: 0.4 },
};

export function themeVars(name: string): Record<string, string> {
  const t = THEMES[name] ?? (THEMES.dark as OverlayTheme);
  return {
    "--o-card": `rgba(${t.card.join(",")})`,
    "--o-text": t.text,
    "--o-soft": t.soft,
    "--o-number": t.number,
    "--o-bar": t.bar,
    "--o-track": t.track,
    "--o-line": t.line,
    "--o-warn": t.warn,
    "--o-radius": `${t.radius}rem`,
  };
}
