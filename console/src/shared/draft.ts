import { reactive, toRaw, watch } from "vue";

const PREFIX = "onair.draft.";

/** What the next form of this key begins with: something brought in, or copied. */
export const seedDraft = (key: string, value: object): void => sessionStorage.setItem(PREFIX + key, JSON.stringify(value));
/** What was typed and not saved; null = nothing. */
export function keptDraft<T extends object>(key: string): T | null {
  try {
    const text = sessionStorage.getItem(PREFIX + key);
    return text ? (JSON.parse(text) as T) : null;
  } catch {
    return null; // written by an older version
  }
}
export const dropDraft = (key: string): void => sessionStorage.removeItem(PREFIX + key);

/** A form that survives an error, a reload and a lost session: kept in this tab until `clear`.
 * `key` null keeps nothing (a form with secrets). */
export function useDraft<T extends object>(key: string | null, initial: () => T) {
  const found = key ? keptDraft<Partial<T>>(key) : null;
  const kept = found ? { ...initial(), ...found } : null;
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
