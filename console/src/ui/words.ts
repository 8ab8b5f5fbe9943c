/** Words of a feature in both languages, kept beside the feature; the compiler checks that none is missing. */
import { computed, type ComputedRef } from "vue";
import { type Lang, prefs } from "@/prefs/prefs";

export interface Words<T> {
  zh: T;
  en: T;
}

/** English must have exactly the shape of the Chinese. */
export function words<T>(zh: T, en: NoInfer<T>): Words<T> {
  return { zh, en };
}

export function useLang(): ComputedRef<Lang> {
  return computed(() => prefs.lang);
}

export function useWords<T>(both: Words<T>): ComputedRef<T> {
  return computed(() => both[prefs.lang]);
}
