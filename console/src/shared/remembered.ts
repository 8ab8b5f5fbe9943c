import { type Ref, ref, watch } from "vue";

/** A small choice of this person on this machine (a view, a closed hint), kept between visits. */
export function useRemembered<T extends string | number | boolean | readonly string[]>(key: string, otherwise: T): Ref<T> {
  const name = `onair.view.${key}`;
  let start: T = otherwise;
  try {
    const text = localStorage.getItem(name);
    const saved: unknown = text === null ? otherwise : JSON.parse(text);
    if (typeof saved === typeof otherwise && Array.isArray(saved) === Array.isArray(otherwise)) start = saved as T;
  } catch {
    start = otherwise; // not ours
  }
  const value = ref(start) as Ref<T>;
  watch(value, (now) => localStorage.setItem(name, JSON.stringify(now)));
  return value;
}
