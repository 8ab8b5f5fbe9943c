import { elementPlusVars } from "./elementplus.ts";
import { FONT, themes, type Tokens } from "./tokens.ts";

const block = (selector: string, vars: Record<string, string>): string =>
  `${selector}{${Object.entries(vars)
    .map(([name, value]) => `${name}:${value}`)
    .join(";")}}`;

const own = (t: Tokens): Record<string, string> =>
  Object.fromEntries(Object.entries(t).map(([name, value]) => [`--${name}`, value]));

/** Every token as a CSS variable: `:root[data-theme=…]` for pages, `.theme-…` for a piece of a page
 * (the gallery of states shows both). Rise and fall follow `data-rise` = red | green. */
export function tokensCss(): string {
  const base = {
    "--font": FONT,
    "--radius-tag": "3px",
    "--radius": "6px",
    "--radius-card": "8px",
    "--dur-1": "120ms",
    "--dur-2": "200ms",
    "--rise": "var(--red)",
    "--fall": "var(--green)",
  };
  const swapped = { "--rise": "var(--green)", "--fall": "var(--red)" };
  const scheme = (name: string, t: Tokens): string =>
    block(`:root[data-theme=${name}],.theme-${name}`, {
      "color-scheme": name,
      ...own(t),
      ...elementPlusVars(t),
      "--rise": "var(--red)",
      "--fall": "var(--green)",
    });
  return [
    block(":root", base),
    scheme("dark", themes.dark),
    scheme("light", themes.light),
    block(':root[data-rise="green"][data-theme],:root[data-rise="green"] .theme-dark,:root[data-rise="green"] .theme-light', swapped),
    `@media (prefers-reduced-motion:reduce){${block(":root", { "--dur-1": "0ms", "--dur-2": "0ms" })}}`,
  ].join("\n");
}
