/** Measured effects as the live console says them. Pure. */
import { ActEffect_DEFAULTS, type ActEffect, PastEffect_DEFAULTS, type PastEffect } from "@/api/frames";
import { figures, type Range } from "@/format/effect";
import type { Lang } from "@/prefs/prefs";
import type { EffectWords } from "@/ui/effectWords";

/** The feed's entry that the server writes when an act was measured. */
export const EFFECT = "effect_measured";
const pause = (lang: Lang): string => (lang === "zh" ? "、" : ", ");

export interface Past {
  before: string;
  /** Empty when there is none; `whole` says why. */
  figures: string;
  behind: string;
  whole: string;
}

/** What the same act did before: how often, by which number, with interval and how it was compared. */
export function before(some: PastEffect | null, w: EffectWords, lang: Lang): Past {
  const past = some && { ...PastEffect_DEFAULTS, ...some };
  if (!past?.series || past.effect === null) return { before: "", figures: "", behind: "", whole: past?.say[lang] ?? "—" };
  const kinds = Object.entries(past.kinds ?? {}).filter(([, n]) => n);
  const [only] = kinds;
  const behind = kinds.length === 1 && only ? (w.kinds[only[0]] ?? only[0]) : kinds.map(([kind, n]) => w.kindsOf(w.kinds[kind] ?? kind, n ?? 0)).join(pause(lang));
  return {
    before: `${w.times(past.n)}${lang === "zh" ? "：" : ": "}${w.series[past.series] ?? past.series}`,
    figures: figures(past, lang),
    behind,
    whole: past.say[lang],
  };
}

/** One act: its figures with the kind of comparison, or why there are none. */
export function shown(some: ActEffect, w: EffectWords, lang: Lang): string {
  const one = { ...ActEffect_DEFAULTS, ...some };
  if (one.effect === null) return `${w.effect} ${w.status[one.status] ?? one.status}`;
  return `${w.series[one.series] ?? one.series} ${figures(one, lang)} ${w.kinds[one.kind] ?? one.kind} · ${w.verdicts[one.verdict ?? "unclear"] ?? ""}`;
}

/** An entry of the feed. What another version wrote is named and no more. */
export function told(data: Record<string, unknown>, named: (act: string) => string, w: EffectWords, lang: Lang): string {
  const acts = Array.isArray(data.names) ? data.names.map((name) => named(String(name))).join(pause(lang)) : "";
  const one = data.effect as { status?: string; kind?: string; effect?: number | null; i95?: Range | null } | undefined;
  if (!one || typeof data.series !== "string") return acts;
  if (typeof one.effect !== "number") return `${acts} ${w.status[one.status ?? ""] ?? one.status ?? ""}`.trim();
  return `${acts} ${w.series[data.series] ?? data.series} ${figures(one, lang)} ${w.kinds[one.kind ?? ""] ?? ""}`.trim();
}
