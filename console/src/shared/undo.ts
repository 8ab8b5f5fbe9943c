import { shallowRef } from "vue";

export interface Undoable {
  /** What was done, as a sentence for people. */
  text: string;
  undo: () => Promise<void>;
}

const STAYS = 10_000;
export const lastDone = shallowRef<(Undoable & { until: number }) | null>(null);
let timer = 0;

/** Offers to take back what was just done, for ten seconds. */
export function offerUndo(done: Undoable): void {
  window.clearTimeout(timer);
  lastDone.value = { ...done, until: Date.now() + STAYS };
  timer = window.setTimeout(() => (lastDone.value = null), STAYS);
}

export function closeUndo(): void {
  window.clearTimeout(timer);
  lastDone.value = null;
}
