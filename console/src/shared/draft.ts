import { reactive, toRaw, watch } from "vue";

const PREFIX = "onair.draft.";

/** A form that survives an error, a reload and a lost session: kept in this tab until `clear`.
 * `key` null keeps nothing (a form with secrets). */
export function useDraft<T extends object>(key: string | null, initial: () => T) {
  const read = (): T | null => {
    if (!key) return null;
    try {
      const text = sessionStorage.getItem(PREFIX + key);
      return text ? { ...initial(), ...(JSON.parse(text) as Partial<T>) } : null;
    } catch {
      return null; // written by an older version: begin afresh
    }
  };
  const kept = read();
  const form = reactive<T>(kept ?? initial()) as T;
  const stop = watch(form, (value) => {
    if (key) sessionStorage.setItem(PREFIX + key, JSON.stringify(toRaw(value)));
  });
  return {
    form,
    /** True when the form began with what was typed before. */
    restored: kept !== null,
    clear(): void {
      stop();
      if (key) sessionStorage.removeItem(PREFIX + key);
    },
    reset(): void {
      Object.assign(form, initial());
    },
  };
}
