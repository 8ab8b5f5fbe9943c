/** Which part of the time axis is seen: the default moves with the show until somebody zooms. */
import { computed, ref, type ComputedRef } from "vue";
import { clampSpan, zoomed } from "./geometry";
import type { Span } from "./model";

export function useSpan(domain: () => Span, usual: () => Span) {
  const chosen = ref<Span | null>(null);
  const span: ComputedRef<Span> = computed(() => (chosen.value ? clampSpan(chosen.value, domain()) : usual()));
  const centre = (): number => (span.value.min + span.value.max) / 2;
  return {
    span,
    moved: computed(() => chosen.value !== null),
    select: (a: number, b: number): void => {
      chosen.value = clampSpan({ min: Math.min(a, b), max: Math.max(a, b) }, domain());
    },
    zoom: (factor: number, at?: number): void => {
      chosen.value = zoomed(span.value, factor, at ?? centre(), domain());
    },
    whole: (): void => {
      chosen.value = { ...domain() };
    },
    reset: (): void => {
      chosen.value = null;
    },
  };
}
