/** The lint for any text on any page: asked when typing rests, its answer as pieces to underline. */
import { type ComputedRef, computed, onScopeDispose, type Ref, ref, watch } from "vue";
import { api, take } from "@/api/client";
import type { components } from "@/api/schema";

export type LintAnswer = components["schemas"]["LintOut"];
export type LintFinding = components["schemas"]["LintFindingOut"];
export type LintSurface = components["schemas"]["LintIn"]["surface"];
export type LintVerdict = LintAnswer["verdict"];
export interface LintAbout {
  surface: LintSurface;
  product?: string | null;
  host?: string | null;
  on?: string;
}
/** A piece of the text; `worst` of the findings that cover it. */
export interface Piece {
  text: string;
  worst: LintVerdict;
  at: number;
}
const ORDER: readonly LintVerdict[] = ["BLOCK", "EVID", "FIX", "PASS"];

export const worse = (a: LintVerdict, b: LintVerdict): LintVerdict => (ORDER.indexOf(a) < ORDER.indexOf(b) ? a : b);

/** The text cut where findings begin and end. */
export function pieces(text: string, findings: readonly Pick<LintFinding, "start" | "end" | "verdict">[]): Piece[] {
  const cuts = [...new Set([0, text.length, ...findings.flatMap((one) => [one.start, one.end])])].filter((n) => n <= text.length).sort((a, b) => a - b);
  return cuts.slice(0, -1).map((at, i) => {
    const end = cuts[i + 1] ?? text.length;
    const worst = findings.filter((one) => one.start < end && at < one.end).map((one) => one.verdict).reduce(worse, "PASS");
    return { text: text.slice(at, end), worst, at };
  });
}

/** In the language of the words they replace. */
export const rewriteOf = (one: LintFinding): string => (/[㐀-鿿]/.test(one.matched) || !one.rewrite.en ? one.rewrite.zh : one.rewrite.en);

export const rewritten = (text: string, one: LintFinding): string => text.slice(0, one.start) + rewriteOf(one) + text.slice(one.end);

export const ask = (text: string, about: LintAbout): Promise<LintAnswer> => take(api.POST("/api/v1/lint", { body: { text, ...about } }));

export interface Lint {
  /** Of the text as it is now; null while that is not known yet. */
  answer: ComputedRef<LintAnswer | null>;
  failed: Ref<unknown>;
  again: () => void;
}

/** Follows a text. An answer for other words is never shown. */
export function useLint(text: Ref<string>, about: Ref<LintAbout>, ms = 350): Lint {
  const held = ref<{ key: string; answer: LintAnswer } | null>(null);
  const failed = ref<unknown>(null);
  const key = computed(() => JSON.stringify([text.value, about.value]));
  let timer = 0;
  async function run(): Promise<void> {
    const now = key.value;
    if (!text.value.trim()) return;
    try {
      const answer = await ask(text.value, about.value);
      if (now === key.value) held.value = { key: now, answer };
      failed.value = null;
    } catch (why) {
      if (now === key.value) failed.value = why;
    }
  }
  watch(key, () => {
    window.clearTimeout(timer);
    timer = window.setTimeout(() => void run(), ms);
  }, { immediate: true });
  onScopeDispose(() => window.clearTimeout(timer));
  return { answer: computed(() => (held.value?.key === key.value ? held.value.answer : null)), failed, again: () => void run() };
}
