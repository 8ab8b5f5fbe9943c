/** What an overlay page knows: the show's state, how old it is, the server's clock, and the layout it draws. */
import { computed, onScopeDispose, ref, shallowRef, watch } from "vue";
import type { OverlayLayout, OverlayNote, OverlayPanel, OverlayValue } from "@/api/frames";
import { type LiveState, useStream } from "@/live/stream";
import { lang, placeOf } from "@/ui/light/useView";
import { ServerClock } from "./clock";
import { type Age, type Late, lateOf } from "./fresh";

/** Frames come twice a second, changed or not: this long without one is a cut, however silent. */
export const SILENCE_MS = 1_600;

/** From the editor that holds this page in a frame. */
export interface PreviewMessage {
  kind: "onair-overlay";
  layout: OverlayLayout;
  /** Example values and meanings of all tokens; they show where example data does. */
  values: Record<string, OverlayValue>;
  notes: Record<string, OverlayNote>;
}

export function useOverlay() {
  const asked = new URLSearchParams(location.search);
  const place = placeOf(location.pathname, location.search, "overlay");
  const example = asked.get("example");
  const { state: streamed, status, cutAt } = useStream(() => (example ? null : place.stream));
  const sample = shallowRef<LiveState | null>(null);
  const state = computed(() => sample.value ?? streamed.value);
  const clock = new ServerClock();
  const now = ref(0);
  const age = shallowRef<Age>({ heardAt: null, silent: false, at: performance.now() });
  const draft = shallowRef<PreviewMessage | null>(null);
  let silence = 0;
  let tick = 0;

  function run(): void {
    const at = performance.now();
    if (clock.known) now.value = clock.now(at);
    age.value = { ...age.value, at };
    window.clearTimeout(tick);
    // At the server's next full second, so that all screens turn together.
    tick = window.setTimeout(run, 1000 - (Math.floor(now.value) % 1000) + 5);
  }
  function heard(frame: LiveState): void {
    const at = performance.now();
    const over = frame.show.state === "ended" || frame.show.state === "reviewed";
    clock.heard(frame.clock, at, over ? 0 : frame.speed);
    const quiet = age.value.silent || age.value.heardAt === null;
    age.value = { heardAt: at, silent: false, at };
    window.clearTimeout(silence);
    if (!example) silence = window.setTimeout(fallSilent, SILENCE_MS);
    if (quiet) run();
  }
  function fallSilent(): void {
    age.value = { ...age.value, silent: true };
    run();
  }
  watch(streamed, (frame) => frame && heard(frame), { flush: "sync", immediate: true });
  watch(cutAt, (cut) => cut !== null && fallSilent());
  if (example) {
    void import("./example").then(({ exampleState }) => {
      sample.value = exampleState(example);
      heard(sample.value);
      if (example === "delayed") age.value = { heardAt: performance.now() - 12_000, silent: true, at: performance.now() };
    });
  }
  const gone = (): void => fallSilent();
  const told = (event: MessageEvent<PreviewMessage>): void => {
    if (event.origin === location.origin && event.source === window.parent && event.data?.kind === "onair-overlay") draft.value = event.data;
  };
  window.addEventListener("offline", gone);
  if (window.parent !== window) {
    window.addEventListener("message", told);
    window.parent.postMessage({ kind: "onair-overlay-ready" }, location.origin);
  }
  run();
  onScopeDispose(() => {
    window.clearTimeout(tick);
    window.clearTimeout(silence);
    window.removeEventListener("offline", gone);
    window.removeEventListener("message", told);
  });
  const examples = computed(() => (example && example !== "empty" ? draft.value : null));
  const panel = computed<OverlayPanel | null>(() => {
    const found = state.value?.panels.overlay ?? null;
    return found && examples.value ? { ...found, values: { ...examples.value.values, ...found.values } } : found;
  });
  const held = computed(() => state.value?.panels.overlay_layouts ?? null);
  const wanted = asked.get("layout");
  const layout = computed<OverlayLayout | null>(() => {
    if (draft.value) return draft.value.layout;
    const all = held.value?.layouts ?? [];
    if (wanted) return all.find((one) => one.id === wanted) ?? null;
    const size = window.innerWidth > window.innerHeight ? "wide" : "tall";
    return all.find((one) => one.id === `preset_${size}${lang === "en" ? "_en" : ""}`) ?? null;
  });
  return {
    place,
    example,
    wanted,
    state,
    panel,
    layout,
    notes: computed(() => ({ ...examples.value?.notes, ...held.value?.notes })),
    now,
    /** The link was taken back, or the show is gone: nothing may be seen any more. */
    closed: computed(() => status.value === "revoked" || status.value === "ended"),
    late: computed<Late>(() => lateOf(state.value, age.value, now.value)),
    zone: computed(() => state.value?.show.zone ?? "Asia/Shanghai"),
    currency: computed(() => state.value?.show.currency ?? "CNY"),
    made: computed(() => Boolean(state.value?.show.staged || state.value?.show.demo || state.value?.show.origin === "rehearsal")),
  };
}
export type OverlayView = ReturnType<typeof useOverlay>;
