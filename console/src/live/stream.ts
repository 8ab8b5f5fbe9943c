import { onScopeDispose, readonly, type Ref, ref, type ShallowRef, shallowRef, toValue, watch, type MaybeRefOrGetter } from "vue";
import type { View } from "./view";
import type { LinkStatus } from "./feed";
import type { LiveState } from "./merge";
import { listen } from "./share";

export type { LinkStatus } from "./feed";
export type { LiveAction, LiveComment, LiveProduct, LiveState, LiveTile, LiveTrack } from "./merge";
export { COMMENTS_KEPT } from "./merge";

export interface Live {
  /** Replaced with every frame; parts that did not change keep their identity. null until the snapshot. */
  state: Readonly<ShallowRef<LiveState | null>>;
  status: Readonly<Ref<LinkStatus>>;
  /** When the line was cut, by this machine's clock; null while it stands. */
  cutAt: Readonly<Ref<number | null>>;
}

export const showStream = (show: string, view: View): string =>
  `/api/v1/shows/${encodeURIComponent(show)}/stream?view=${view}`;
export const tokenStream = (token: string): string => `/api/v1/view/${encodeURIComponent(token)}/stream`;

/** Follows a show's stream (`showStream(id, view)` or `tokenStream(token)`; null = none yet) while the
 * component lives. All tabs of a browser share one connection. */
export function useStream(url: MaybeRefOrGetter<string | null>): Live {
  const state = shallowRef<LiveState | null>(null);
  const status = ref<LinkStatus>("connecting");
  const cutAt = ref<number | null>(null);
  let hangUp = (): void => undefined;
  watch(
    () => toValue(url),
    (address) => {
      hangUp();
      state.value = null;
      status.value = "connecting";
      cutAt.value = null;
      hangUp = address
        ? listen(address, (event) => {
            state.value = event.state;
            status.value = event.status;
            cutAt.value = event.cutAt;
          })
        : () => undefined;
    },
    { immediate: true },
  );
  onScopeDispose(() => hangUp());
  return { state, status: readonly(status), cutAt: readonly(cutAt) };
}
