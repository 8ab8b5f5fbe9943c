import { onScopeDispose, type Ref, ref, watch } from "vue";

/** `source` once it has rested for `ms`: what is asked of the server while somebody types. */
export function useDebounced(source: Ref<string>, ms = 250): Readonly<Ref<string>> {
  const rested = ref(source.value);
  let timer = 0;
  watch(source, (value) => {
    window.clearTimeout(timer);
    timer = window.setTimeout(() => (rested.value = value), ms);
  });
  onScopeDispose(() => window.clearTimeout(timer));
  return rested;
}
