/** The show that the console is open for: its stream, its clocks, and the words of things in it. */
import { computed, type ComputedRef, inject, type InjectionKey, onScopeDispose, provide, type Ref, ref, watch } from "vue";
import { type LinkStatus, type LiveProduct, type LiveState, showStream, useStream } from "@/live/stream";
import { type LiveWords, liveWords } from "./words";
import { useWords } from "@/ui/words";
import type { PlayoutPanel } from "@/api/frames";
import { playoutOf } from "./playout";
import { type Actions, useActions } from "./useActions";

export interface ShowContext {
  id: string;
  state: Readonly<Ref<LiveState | null>>;
  status: Readonly<Ref<LinkStatus>>;
  cutAt: Readonly<Ref<number | null>>;
  /** The show's own clock, every second (a replay's own time). */
  now: Readonly<Ref<number>>;
  /** The server's clock of receipt, for the age of sources. */
  received: Readonly<Ref<number>>;
  cut: ComputedRef<boolean>;
  zone: ComputedRef<string>;
  currency: ComputedRef<string>;
  words: ComputedRef<LiveWords>;
  goods: ComputedRef<ReadonlyMap<string, LiveProduct>>;
  /** Picked by click or arrows. */
  pickedProduct: Ref<string | null>;
  pickedComment: Ref<string | null>;
  actions: Actions;
  /** The rundown as it is played; null where none is written. */
  playout: ComputedRef<PlayoutPanel | null>;
}

const KEY: InjectionKey<ShowContext> = Symbol("show");

export function provideShow(id: string): ShowContext {
  const { state, status, cutAt } = useStream(() => showStream(id, "console"));
  const clocks = useClocks(state);
  const context: ShowContext = {
    id,
    state,
    status,
    cutAt,
    ...clocks,
    cut: computed(() => status.value === "cut"),
    zone: computed(() => state.value?.show.zone ?? "Asia/Shanghai"),
    currency: computed(() => state.value?.show.currency ?? "CNY"),
    words: useWords(liveWords),
    goods: computed(() => new Map((state.value?.products ?? []).map((row) => [row.id, row]))),
    pickedProduct: ref(null),
    pickedComment: ref(null),
    actions: useActions(id, state, clocks.now),
    playout: computed(() => playoutOf(state.value)),
  };
  provide(KEY, context);
  return context;
}

export function useShow(): ShowContext {
  const found = inject(KEY);
  if (!found) throw new Error("useShow needs a parent that called provideShow");
  return found;
}

/**
 * The show's clock runs on between frames, at the speed of the replay. Sources are aged by the server's clock of
 * receipt: that is the show's own clock while the show is really live, this machine's for a replay.
 */
function useClocks(state: Readonly<Ref<LiveState | null>>): { now: Ref<number>; received: Ref<number> } {
  const now = ref(Date.now());
  const received = ref(Date.now());
  let base = { clock: Date.now(), at: performance.now(), speed: 1, live: true };
  function run(): void {
    now.value = base.clock + (performance.now() - base.at) * base.speed;
    received.value = base.live ? now.value : Date.now();
  }
  watch(state, (frame) => {
    if (!frame) return;
    const open = frame.show.state !== "ended" && frame.show.state !== "reviewed";
    base = { clock: frame.clock, at: performance.now(), speed: open ? frame.speed : 0, live: open && frame.show.origin === "live" };
    if (Math.abs(base.clock - now.value) > 1500) run();
  });
  const timer = window.setInterval(run, 1000);
  onScopeDispose(() => window.clearInterval(timer));
  return { now, received };
}
