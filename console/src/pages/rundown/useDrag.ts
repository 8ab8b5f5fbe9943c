/** Dragging on the timeline: a block to another place, or its end by whole minutes. Escape leaves everything as it was. */
import { computed, onBeforeUnmount, onMounted, ref, type Ref } from "vue";
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

export function useDrag(editor: Editor, px: Readonly<Ref<number>>, total: () => number) {
  const { slots, chosen } = editor;
  const held = ref<(Omit<Drag, "at"> & { id: string }) | null>(null);
  /** By its slot, not its place: what somebody else saved meanwhile may have moved or removed it. */
  const drag = computed<Drag | null>(() => {
    if (!held.value) return null;
    const { id, ...rest } = held.value;
    const at = slots.value.findIndex((slot) => slot.id === id);
    return at < 0 ? null : { at, ...rest };
  });
  const start = (at: number): number => startsOf(slots.value, total())[at] ?? 0;

  function down(event: PointerEvent, at: number, mode: Drag["mode"]): void {
    const slot = slots.value[at];
    if (!slot || event.button !== 0) return;
    chosen.value = slot.id;
    if (mode === "move" && slot.pin !== null) return;
    held.value = { id: slot.id, mode, from: event.clientX, shift: 0 };
    // Held by the whole drawing, which stays; a block may be drawn anew while it is dragged.
    (event.currentTarget as SVGElement).ownerSVGElement?.setPointerCapture(event.pointerId);
  }
  function over(event: PointerEvent): void {
    if (held.value) held.value = { ...held.value, shift: (event.clientX - held.value.from) / px.value };
  }
  /** The place where the dragged block would stand. */
  function place(held: Drag): number {
    const middle = start(held.at) + (slots.value[held.at]?.minutes ?? 0) / 2 + held.shift;
    return placeAt(slots.value, held.at, middle, total());
  }
  /** Put down where the pointer is let go: a browser that is busy may not have told of the way there. */
  function up(event: PointerEvent): void {
    over(event);
    const done = drag.value;
    left();
    if (!done || Math.abs(done.shift) < LEAST_MIN) return;
    if (done.mode === "end") editor.edit(lengthened(slots.value, done.at, Math.round(done.shift)));
    else editor.edit(moved(slots.value, done.at, place(done)));
  }
  const left = (): void => void (held.value = null);
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
    if (event.key === "Escape") left();
  }
  onMounted(() => window.addEventListener("keydown", heard));
  onBeforeUnmount(() => window.removeEventListener("keydown", heard));
  return { drag, down, over, up, left, landing, shiftOf, minutesOf };
}
