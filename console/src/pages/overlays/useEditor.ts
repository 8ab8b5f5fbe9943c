/** The layout that is open in the editor: its draft, what the server says of it, saving, versions. */
import { computed, ref, shallowRef, watch } from "vue";
import { useAct } from "@/shared/act";
import { useDebounced } from "@/shared/debounced";
import { bodyOf, check, type Checked, create, type Layout, remove, save, useLayouts, useOverlaysChanged, versionOf } from "./data";
import { type Draft, type Drawn, History } from "./draft";

export function useEditor() {
  const layouts = useLayouts();
  const refresh = useOverlaysChanged();
  const act = useAct();
  const open = shallowRef<Layout | null>(null);
  const history = shallowRef(new History({ size: "tall", theme: "dark", widgets: [], scene: [] }));
  const draft = shallowRef<Draft>(history.value.now);
  const name = ref("");
  const room = ref<string | null>(null);
  const checked = shallowRef<Checked | null>(null);
  const chosen = ref<string | null>(null);
  const kept = ref("");
  const form = computed(() => ({ name: name.value.trim(), room: room.value, show: open.value?.show ?? null, body: draft.value }));
  const rested = useDebounced(computed(() => JSON.stringify(form.value)), 250);
  const dirty = computed(() => JSON.stringify(form.value) !== kept.value);
  const editable = computed(() => (open.value?.version ?? 0) > 0);

  function show(layout: Layout): void {
    open.value = layout;
    history.value = new History(bodyOf(layout));
    draft.value = history.value.now;
    [name.value, room.value, chosen.value] = [layout.name, layout.room, null];
    checked.value = { drawn: layout.drawn, marks: layout.marks, refused: false };
    kept.value = JSON.stringify(form.value);
  }
  watch(layouts.data, (all) => {
    if (!open.value && all?.[0]) show(all[0]);
  });
  watch(rested, async (now) => {
    if (!editable.value || !name.value.trim()) return;
    const answer = await check(form.value).catch(() => null);
    if (answer && now === JSON.stringify(form.value)) checked.value = answer;
  });

  function push(next: Draft, step = ""): void {
    history.value.push(next, step);
    draft.value = next;
  }
  function back(way: "undo" | "redo"): void {
    if (history.value[way]()) draft.value = history.value.now;
  }
  async function store(): Promise<void> {
    const held = open.value;
    if (!held) return;
    const made = await act.run(() => save(held.id, held.version, form.value));
    if (!made) return;
    open.value = made;
    kept.value = JSON.stringify(form.value);
    await refresh();
  }
  async function copy(layout: Layout, named: string): Promise<void> {
    const made = await act.run(() => create({ name: named, room: layout.room, show: layout.show, body: bodyOf(layout) }));
    if (!made) return;
    show(made);
    await refresh();
  }
  async function drop(layout: Layout): Promise<void> {
    await act.run(() => remove(layout.id));
    open.value = null;
    await refresh();
  }
  async function restore(version: number): Promise<void> {
    const held = open.value;
    const old = held && (await act.run(() => versionOf(held.id, version)));
    if (old) push(bodyOf(old));
  }
  return {
    layouts: layouts.data, pending: layouts.isPending, failed: layouts.error, open, draft, name, room, chosen, checked, dirty, editable, history, act,
    /** Whether there is a step back or forward; the history itself is no ref, each draft is one of its steps. */
    may: computed(() => ({ of: draft.value, undo: history.value.canUndo, redo: history.value.canRedo })),
    drawn: computed<Drawn | null>(() => (checked.value?.drawn as Drawn | undefined) ?? null),
    marks: computed(() => checked.value?.marks ?? []),
    show, push, back, store, copy, drop, restore,
  };
}
