import { reactive, toRaw, watch } from "vue";

const PREFIX = "onair.draft.";

/** What the next form of this key begins with: something brought in, or copied. */
export const seedDraft = (key: string, value: object): void => sessionStorage.setItem(PREFIX + key, JSON.stringify(value));
export const dropDraft = (key: string): void => sessionStorage.removeItem(PREFIX + key);

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
    if (key) seedDraft(key, toRaw(value));
  });
  return {
    form,
    /** True when the form began with what was typed before. */
    restored: kept !== null,
    clear(): void {
      stop();
      if (key) dropDraft(key);
    },
    reset(): void {
      Object.assign(form, initial());
    },
  };
}
