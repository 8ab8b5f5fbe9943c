/** Words as large as they go: shrunk step by step until the box holds them without scrolling, never below half. */
import { nextTick, onMounted, onScopeDispose, type Ref, watch, type WatchSource } from "vue";

const [SMALLEST, STEP] = [0.5, 0.05];

export function useFit(box: Readonly<Ref<HTMLElement | undefined>>, changes: WatchSource[]): void {
  function fit(): void {
    const el = box.value;
    if (!el) return;
    let scale = 1;
    el.style.setProperty("--fit", "1");
    while (scale > SMALLEST && el.scrollHeight > el.clientHeight) {
      scale = Math.max(SMALLEST, scale - STEP);
      el.style.setProperty("--fit", scale.toFixed(2));
    }
  }
  const seen = new ResizeObserver(fit);
  onMounted(() => {
    if (box.value) seen.observe(box.value);
  });
  watch(changes, () => void nextTick(fit));
  onScopeDispose(() => seen.disconnect());
}
