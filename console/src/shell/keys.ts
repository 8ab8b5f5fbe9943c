import { onBeforeUnmount, onMounted, reactive, ref } from "vue";

/** A key a page listens to. `label` is a key of the messages. */
export interface KeyBinding {
  /** As in KeyboardEvent.key ("n", "/", "ArrowUp", "?"). */
  key: string;
  label: string;
  run: (event: KeyboardEvent) => void;
  /** Only shown in the list; somebody else listens. */
  passive?: boolean;
}

export const keysOpen = ref(false);
/** All that listen now, the page's on top of the shell's. */
export const bindings = reactive<KeyBinding[]>([]);

function typing(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
}

function blocked(): boolean {
  return document.querySelector(".el-overlay:not([style*='display: none']) [role='dialog']") !== null;
}

function heard(event: KeyboardEvent): void {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || typing(event.target)) return;
  if (blocked() && event.key !== "?") return;
  const wanted = event.key.length === 1 ? (WIDE[event.key] ?? event.key.toLowerCase()) : event.key;
  const found = bindings.findLast((item) => !item.passive && item.key === wanted);
  if (!found) return;
  event.preventDefault();
  found.run(event);
}

/** What a Chinese keyboard types for the same key. */
const WIDE: Readonly<Record<string, string>> = { "！": "!", "？": "?", "【": "[", "】": "]", "｛": "{", "「": "{" };
let listeners = 0;

/** Keys of a component while it is mounted. They rest while somebody types or a dialog is open. `under`: a page's own
 * meaning of the same key goes first, whichever of the two was mounted last. */
export function useKeys(own: KeyBinding[], under = false): void {
  onMounted(() => {
    if (under) bindings.unshift(...own);
    else bindings.push(...own);
    if (listeners++ === 0) window.addEventListener("keydown", heard);
  });
  onBeforeUnmount(() => {
    for (const item of own) {
      const at = bindings.findIndex((other) => other.key === item.key && other.label === item.label);
      if (at >= 0) bindings.splice(at, 1);
    }
    if (--listeners === 0) window.removeEventListener("keydown", heard);
  });
}
