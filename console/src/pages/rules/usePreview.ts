/** The server's sentence for a rule being written, asked for once typing rests; the last good one stays until the next. */
import { computed, type Ref, ref, shallowRef, watch } from "vue";
import { asProblem, type ProblemError } from "@/api/problem";
import { prefs } from "@/prefs/prefs";
import { useDebounced } from "@/shared/debounced";
import { type Flaw, type Preview, previewOf } from "./data";
import type { Rule } from "./form";

export interface Previewed {
  said: Ref<{ zh: string; en: string } | null>;
  /** The sentence is of an earlier state: now something is wrong. */
  old: Ref<boolean>;
  flaws: Ref<Flaw[]>;
  waiting: Ref<boolean>;
  problem: Ref<ProblemError | null>;
  /** What is wrong at `field` or below it. */
  at: (field: string, below?: boolean) => string;
}

export function usePreview(form: Ref<Rule>, may: Ref<boolean>): Previewed {
  const said = shallowRef<{ zh: string; en: string } | null>(null);
  const flaws = shallowRef<Flaw[]>([]);
  const old = ref(false);
  const problem = shallowRef<ProblemError | null>(null);
  const text = computed(() => JSON.stringify(form.value));
  const rested = useDebounced(text, 250);
  const asked = ref("");
  const waiting = computed(() => asked.value !== text.value);
  function take(found: Preview): void {
    flaws.value = found.problems;
    old.value = found.zh === null && said.value !== null;
    if (found.zh !== null && found.en !== null) said.value = { zh: found.zh, en: found.en };
  }
  async function ask(): Promise<void> {
    const body = rested.value;
    if (!may.value) return;
    try {
      const found = await previewOf(JSON.parse(body) as Rule);
      if (body !== rested.value) return; // a later one is on its way
      problem.value = null;
      take(found);
    } catch (error) {
      problem.value = asProblem(error);
    }
    asked.value = body;
  }
  watch([rested, () => prefs.lang, may], () => void ask(), { immediate: true });
  const at = (field: string, below = false): string => flaws.value.find((one) => one.field === field || (below && one.field.startsWith(`${field}.`)))?.text ?? "";
  return { said, old, flaws, waiting, problem, at };
}
