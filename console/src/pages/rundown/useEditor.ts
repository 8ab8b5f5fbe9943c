/** One person at work on a rundown: edits, undo, saving by itself, and what happens when somebody else was faster. */
import { useQueryClient } from "@tanstack/vue-query";
import { computed, onBeforeUnmount, ref, shallowRef, watch } from "vue";
import { asProblem, type ProblemError } from "@/api/problem";
import { type EditSlot, editOf, type Limits, putRundown, type Rundown, useRundown } from "./data";
import * as drafts from "./drafts";
import { Past, type Slots } from "./edit";

const PAUSE_MS = 600;
const TYPING_PAUSE_MS = 1_500;
const LOOK_MS = 10_000;

export function useEditor(show: string) {
  const queries = useQueryClient();
  const past = shallowRef(new Past([]));
  const turn = ref(0);
  const theme = ref<string | null>(null);
  const version = ref(-1);
  const dirty = ref(false);
  const saving = ref(false);
  const problem = shallowRef<ProblemError | null>(null);
  const chosen = ref<string | null>(null);
  const query = useRundown(show, () => (dirty.value || problem.value ? false : LOOK_MS));
  const known = computed(() => query.data.value);
  let timer = 0;

  /** Follows what the server has, unless there is something of one's own to save. `undoable`: what stood before can be
   * had back by undo (a template laid or a table read over it). */
  function adopt(found: Rundown, undoable = false): void {
    queries.setQueryData(["rundown", show], found);
    if (found.version === version.value) return;
    const first = version.value < 0;
    version.value = found.version;
    theme.value = found.theme ?? null;
    const next = new Past(undoable ? past.value.now : found.slots.map(editOf));
    if (undoable) next.do(found.slots.map(editOf));
    past.value = next;
    if (!past.value.now.some((slot) => slot.id === chosen.value)) chosen.value = past.value.now[0]?.id ?? null;
    turn.value++;
    if (first) restore();
  }
  /** What was typed before a reload or a lost line: saved now, over what it was made from. */
  function restore(): void {
    const held = drafts.read(show);
    if (!held || JSON.stringify(held.slots) === JSON.stringify(past.value.now)) return drafts.clear(show);
    version.value = held.version;
    theme.value = held.theme;
    if (past.value.do(held.slots)) later();
  }
  watch(known, (found) => found && !dirty.value && !saving.value && found.version >= version.value && adopt(found), { immediate: true });

  const slots = computed<Slots>(() => (turn.value >= 0 ? past.value.now : []));
  const at = computed(() => slots.value.findIndex((slot) => slot.id === chosen.value));
  const slot = computed<EditSlot | null>(() => slots.value[at.value] ?? null);
  const canUndo = computed(() => turn.value >= 0 && past.value.canUndo);
  const canRedo = computed(() => turn.value >= 0 && past.value.canRedo);

  function later(pause = PAUSE_MS): void {
    dirty.value = true;
    turn.value++;
    drafts.keep(show, { version: version.value, theme: theme.value, slots: past.value.now });
    window.clearTimeout(timer);
    timer = window.setTimeout(() => void save(), pause);
  }
  /** `tag`: the field that is being typed into; without a pause it is one step of undo. */
  function edit(next: Slots, tag = ""): void {
    if (past.value.do(next, tag, Date.now())) later(tag ? TYPING_PAUSE_MS : PAUSE_MS);
  }
  function undo(): void {
    if (past.value.undo()) later();
  }
  function redo(): void {
    if (past.value.redo()) later();
  }
  async function save(): Promise<boolean> {
    window.clearTimeout(timer);
    if (!dirty.value) return true;
    if (saving.value) {
      later();
      return false;
    }
    saving.value = true;
    problem.value = null;
    const sent = past.value.now;
    try {
      const found = await putRundown(show, version.value, theme.value, sent);
      version.value = found.version;
      dirty.value = past.value.now !== sent;
      queries.setQueryData(["rundown", show], found);
      if (dirty.value) later();
      else drafts.clear(show);
      return true;
    } catch (error) {
      problem.value = asProblem(error);
      return false;
    } finally {
      saving.value = false;
    }
  }
  /** Figures of the rules; saved at once, with whatever waits. */
  async function limit(limits: Limits): Promise<boolean> {
    if (!(await save())) return false;
    try {
      const found = await putRundown(show, version.value, theme.value, past.value.now, limits);
      version.value = found.version;
      queries.setQueryData(["rundown", show], found);
      return true;
    } catch (error) {
      problem.value = asProblem(error);
      return false;
    }
  }
  function mine(current: number): void {
    version.value = current;
    problem.value = null;
    void save();
  }
  /** Theirs stands; one's own stays one undo away. */
  async function theirs(): Promise<void> {
    const own = past.value.now;
    problem.value = null;
    dirty.value = false;
    drafts.clear(show);
    const { data } = await query.refetch();
    if (!data) return;
    version.value = data.version;
    theme.value = data.theme ?? null;
    const next = new Past(own);
    next.do(data.slots.map(editOf));
    past.value = next;
    turn.value++;
  }
  function leaving(event: BeforeUnloadEvent): void {
    if (dirty.value) event.preventDefault();
  }
  window.addEventListener("beforeunload", leaving);
  onBeforeUnmount(() => {
    window.removeEventListener("beforeunload", leaving);
    void save();
  });

  return { query, known, slots, at, slot, chosen, theme, version, dirty, saving, problem, canUndo, canRedo, edit, undo, redo, save, limit, mine, theirs, adopt };
}

export type Editor = ReturnType<typeof useEditor>;
