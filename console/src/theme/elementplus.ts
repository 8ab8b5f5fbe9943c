import { mix } from "./color.ts";
import type { Tokens } from "./tokens.ts";

/** The variables of Element Plus for one theme: the only place where its look is decided. */
export function elementPlusVars(t: Tokens): Record<string, string> {
  return {
    ...family("primary", t.accent, t),
    ...family("success", t["ok-t"], t),
    ...family("warning", t.warn, t),
    ...family("danger", t.crit, t),
    ...family("error", t.crit, t),
    ...family("info", t.t3, t),
    "--el-color-white": t["on-fill"],
    "--el-bg-color": t.panel,
    "--el-bg-color-page": t.bg,
    "--el-bg-color-overlay": t.panel,
    "--el-text-color-primary": t.t1,
    "--el-text-color-regular": t.t2,
    "--el-text-color-secondary": t.t3,
    "--el-text-color-placeholder": t.t3,
    "--el-text-color-disabled": t.t3,
    "--el-border-color": t.line2,
    "--el-border-color-light": t.line,
    "--el-border-color-lighter": t.line,
    "--el-border-color-extra-light": t.grid,
    "--el-border-color-dark": t.line2,
    "--el-border-color-darker": t.t3,
    "--el-border-color-hover": t.t3,
    "--el-fill-color": t.raised,
    "--el-fill-color-light": t.panel2,
    "--el-fill-color-lighter": t.panel2,
    "--el-fill-color-extra-light": t.panel2,
    "--el-fill-color-dark": t.raised,
    "--el-fill-color-darker": t.line2,
    "--el-fill-color-blank": t.panel,
    "--el-mask-color": t.shade,
    "--el-overlay-color-lighter": t.shade,
    "--el-disabled-bg-color": t.panel2,
    "--el-disabled-text-color": t.t3,
    "--el-disabled-border-color": t.line,
    "--el-border-radius-base": "6px",
    "--el-border-radius-small": "3px",
    "--el-font-size-base": "13px",
    "--el-font-size-small": "12px",
    "--el-font-size-medium": "15px",
    "--el-font-size-large": "15px",
    "--el-font-family": "inherit",
    "--el-component-size": "32px",
    "--el-component-size-small": "28px",
    "--el-transition-duration": "var(--dur-2)",
    "--el-transition-duration-fast": "var(--dur-1)",
    "--el-box-shadow": `0 8px 24px ${t.shade}`,
    "--el-box-shadow-light": `0 8px 24px ${t.shade.slice(0, 7)}40`,
    "--el-box-shadow-lighter": `0 4px 12px ${t.shade.slice(0, 7)}30`,
    "--el-box-shadow-dark": `0 8px 24px ${t.shade}`,
  };
}

function family(name: string, color: string, t: Tokens): Record<string, string> {
  const vars: Record<string, string> = { [`--el-color-${name}`]: color };
  for (const level of [3, 5, 7, 8, 9]) vars[`--el-color-${name}-light-${level}`] = mix(color, t.panel, 1 - level / 10);
  vars[`--el-color-${name}-dark-2`] = mix(color, t.t1, 0.8);
  return vars;
}
