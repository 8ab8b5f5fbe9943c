/** Dragging on the timeline: a block to another place, or its end by whole minutes. Escape leaves everything as it was. */
import { onBeforeUnmount, onMounted, ref, type Ref } from "vue";
import { lengthened, moved, placeAt, startsOf } from "./edit";
import type { Editor } from "./useEditor";

export interface Drag {
  at: number;
  mode: "move" | "end";
  from: number;
  /** Minutes by which it was dragged. */
  shift: number;
}
/** Less than this is a click. */
const LEAST_MIN = 0.5;

export function useDrag(editor: Editor, px: Readonly<Ref<number>>) {
  const { slots, chosen } = editor;
  const drag = ref<Drag | null>(null);
  const start = (at: number): number => startsOf(slots.value)[at] ?? 0;

  function down(event: PointerEvent, at: number, mode: Drag["mode"]): void {
    const slot = slots.value[at];
    if (!slot || event.button !== 0) return;
    chosen.value = slot.id;
    if (mode === "move" && slot.pin !== null) return;
    drag.value = { at, mode, from: event.clientX, shift: 0 };
    (event.currentTarget as Element).setPointerCapture(event.pointerId);
  }
  function over(event: PointerEvent): void {
    if (drag.value) drag.value = { ...drag.value, shift: (event.clientX - drag.value.from) / px.value };
  }
  /** The place where the dragged block would stand. */
  function place(held: Drag): number {
    const middle = start(held.at) + (slots.value[held.at]?.minutes ?? 0) / 2 + held.shift;
    return placeAt(slots.value, held.at, middle);
  }
  function up(): void {
    const held = drag.value;
    drag.value = null;
    if (!held || Math.abs(held.shift) < LEAST_MIN) return;
    if (held.mode === "end") editor.edit(lengthened(slots.value, held.at, Math.round(held.shift)));
    else editor.edit(moved(slots.value, held.at, place(held)));
  }
  /** Minute of the edge between two slots where it would be put down; null while it would stay. */
  function landing(): number | null {
    const held = drag.value;
    if (!held || held.mode !== "move") return null;
    const to = place(held);
    if (to === held.at) return null;
    const edge = to > held.at ? to + 1 : to;
    return edge < slots.value.length ? start(edge) : start(edge - 1) + (slots.value[edge - 1]?.minutes ?? 0);
  }
  const shiftOf = (at: number): number => (drag.value?.at === at && drag.value.mode === "move" ? drag.value.shift * px.value : 0);
  const minutesOf = (at: number, minutes: number): number => (drag.value?.at === at && drag.value.mode === "end" ? Math.max(1, minutes + Math.round(drag.value.shift)) : minutes);

  function heard(event: KeyboardEvent): void {
    if (event.key === "Escape") drag.value = null;
  }
  onMounted(() => window.addEventListener("keydown", heard));
  onBeforeUnmount(() => window.removeEventListener("keydown", heard));
  return { drag, down, over, up, landing, shiftOf, minutesOf };
}
