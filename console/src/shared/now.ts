import { onScopeDispose, type Ref, ref } from "vue";

/** The time of this machine, every second: for ages on the page. */
export function useNow(every = 1000): Readonly<Ref<number>> {
  const now = ref(Date.now());
  const timer = setInterval(() => (now.value = Date.now()), every);
  onScopeDispose(() => clearInterval(timer));
  return now;
}
