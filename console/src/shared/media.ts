/** Whether a media query holds now; follows the window. For what CSS alone cannot leave out, such as a column. */
import { onScopeDispose, type Ref, ref } from "vue";

export function useMedia(query: string): Readonly<Ref<boolean>> {
  const list = window.matchMedia(query);
  const holds = ref(list.matches);
  const follow = (): void => {
    holds.value = list.matches;
  };
  list.addEventListener("change", follow);
  onScopeDispose(() => list.removeEventListener("change", follow));
  return holds;
}
