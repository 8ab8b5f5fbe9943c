/** What a rundown does on keys. The shell leaves keys with Alt or Ctrl to the browser: moving and undo are heard here. */
import { onBeforeUnmount, onMounted, type Ref } from "vue";
import { useKeys } from "@/shell/keys";
import { lengthened, moved, pinned } from "./edit";
import type { Editor } from "./useEditor";

export interface Acts {
  insert: () => void;
  drop: () => void;
  arrange: () => void;
  close: () => void;
}

export function useRundownKeys(editor: Editor, acts: Acts, resting: Readonly<Ref<boolean>>): void {
  const { slots, at, chosen } = editor;
  const step = (by: number): void => void (chosen.value = slots.value[Math.max(0, Math.min(slots.value.length - 1, at.value + by))]?.id ?? null);
  const longer = (by: number): void => editor.edit(lengthened(slots.value, at.value, by));
  const shift = (by: number): void => editor.edit(moved(slots.value, at.value, at.value + by));
  useKeys([
    { key: "ArrowLeft", label: "rundown.keys.before", run: () => step(-1) },
    { key: "ArrowRight", label: "rundown.keys.next", run: () => step(1) },
    { key: "+", label: "rundown.keys.longer", run: () => longer(1) },
    { key: "=", label: "rundown.keys.longer", run: () => longer(1) },
    { key: "-", label: "rundown.keys.shorter", run: () => longer(-1) },
    { key: "l", label: "rundown.keys.pin", run: () => editor.edit(pinned(slots.value, at.value, editor.known.value?.total)) },
    { key: "i", label: "rundown.keys.insert", run: acts.insert },
    { key: "Delete", label: "rundown.keys.drop", run: acts.drop },
    { key: "z", label: "rundown.keys.undo", run: (event) => (event.shiftKey ? editor.redo() : editor.undo()) },
    { key: "a", label: "rundown.arrange.title", run: acts.arrange },
    { key: "Escape", label: "shared.close", run: acts.close },
    { key: "Alt+→", label: "rundown.keys.move", run: () => undefined, passive: true },
  ]);
  function heard(event: KeyboardEvent): void {
    const typing = event.target instanceof HTMLElement && (event.target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName));
    if (typing || resting.value) return;
    if (event.altKey && (event.key === "ArrowRight" || event.key === "ArrowLeft")) {
      event.preventDefault();
      shift(event.key === "ArrowRight" ? 1 : -1);
    } else if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "z") {
      event.preventDefault();
      if (event.shiftKey) editor.redo();
      else editor.undo();
    }
  }
  onMounted(() => window.addEventListener("keydown", heard));
  onBeforeUnmount(() => window.removeEventListener("keydown", heard));
}
