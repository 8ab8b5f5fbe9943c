/**
 * A page for a screen that nobody sits at: its address holds the token (/o/…, /p/…, /w/…), or the show when somebody
 * is logged in (?show=…). One clock, one word on how old the data is.
 */
import { computed, onScopeDispose, ref, watch } from "vue";
import { age } from "@/format/time";
import { type LiveState, showStream, tokenStream, useStream } from "@/live/stream";
import type { View } from "@/live/view";
import type { Lang } from "@/prefs/prefs";

/** ?lang= wins: an overlay runs in a browser that nobody set up. */
export const lang: Lang = pickLang();
function pickLang(): Lang {
  const asked = new URLSearchParams(location.search).get("lang");
  return (asked ?? navigator.language).toLowerCase().startsWith("en") ? "en" : "zh";
}

/** An age for a screen at a distance: 3 秒, 4 分 12 秒. */
export function farAge(ms: number | null): string {
  const text = age(ms === null ? null : Math.max(0, ms), lang);
  return lang === "zh" ? text.replace(/ s$/, " 秒") : text;
}

export interface Place {
  stream: string | null;
  show: string | null;
  token: string | null;
}

/** Where the stream is, from the address of the page. */
export function placeOf(pathname: string, search: string, view: View): Place {
  const asked = new URLSearchParams(search);
  const show = asked.get("show");
  if (show) return { stream: showStream(show, view), show, token: null };
  const found = asked.get("token") ?? /^\/[opw]\/([^/]+)\/?$/.exec(pathname)?.[1] ?? null;
  const token = found === null ? null : decodeURIComponent(found);
  return { stream: token ? tokenStream(token) : null, show: null, token };
}

export interface Moment {
  /** This machine's clock. */
  machine: number;
  /** The clock by which sources are aged: the server's while the show is really live. */
  received: number;
}

/** Seconds that the data is behind, null while it is fresh. A cut line counts at once, silence of a source as its badge says. */
export function delayOf(
  state: LiveState | null,
  cutAt: number | null,
  offlineAt: number | null,
  kinds: readonly string[],
  now: Moment,
): number | null {
  const cut = [cutAt, offlineAt].filter((at): at is number => at !== null);
  if (cut.length) return Math.max(0, Math.round((now.machine - Math.min(...cut)) / 1000));
  const old = (state?.sources ?? []).filter(
    (s) => kinds.includes(s.kind) && (s.state === "stale" || s.state === "cut") && s.last_at !== null,
  );
  if (!old.length || state?.show.state !== "on_air") return null;
  return Math.max(0, Math.round((now.received - Math.min(...old.map((s) => s.last_at ?? now.received))) / 1000));
}

export function useView(view: View, kinds: readonly string[]) {
  const place = placeOf(location.pathname, location.search, view);
  const { state, status, cutAt } = useStream(() => place.stream);
  const clock = ref(Date.now());
  const moment = ref<Moment>({ machine: Date.now(), received: Date.now() });
  const offlineAt = ref<number | null>(navigator.onLine ? null : Date.now());
  let base = { clock: Date.now(), at: performance.now(), speed: 1 };
  function run(): void {
    clock.value = base.clock + (performance.now() - base.at) * base.speed;
    const machine = Date.now();
    moment.value = { machine, received: state.value?.show.origin === "live" ? clock.value : machine };
  }
  watch(state, (frame) => {
    if (!frame) return;
    const over = frame.show.state === "ended" || frame.show.state === "reviewed";
    base = { clock: frame.clock, at: performance.now(), speed: over ? 0 : frame.speed };
    run();
  });
  const timer = window.setInterval(run, 500);
  const gone = (): void => {
    offlineAt.value = Date.now();
  };
  const back = (): void => {
    offlineAt.value = null;
  };
  window.addEventListener("offline", gone);
  window.addEventListener("online", back);
  onScopeDispose(() => {
    window.clearInterval(timer);
    window.removeEventListener("offline", gone);
    window.removeEventListener("online", back);
  });
  return {
    place,
    state,
    moment,
    status,
    clock,
    delay: computed(() => delayOf(state.value, cutAt.value, offlineAt.value, kinds, moment.value)),
    zone: computed(() => state.value?.show.zone ?? "Asia/Shanghai"),
    currency: computed(() => state.value?.show.currency ?? "CNY"),
    /** The product that is on air. */
    current: computed(() => state.value?.products.find((p) => p.current) ?? null),
    /** Not real business: the page must say so. */
    made: computed(() => {
      const show = state.value?.show;
      return Boolean(show?.staged || show?.demo || show?.origin === "rehearsal");
    }),
  };
}
