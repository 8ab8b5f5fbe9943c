/** The review that the page is open for, for all its parts. */
import { computed, type ComputedRef, inject, type InjectionKey, provide } from "vue";
import type { Review } from "@/api/types";
import type { TrackItem } from "@/api/frames";
import { prefs } from "@/prefs/prefs";
import { useDictionary, type Entry } from "@/ui/useDictionary";
import type { Style } from "@/ui/units";
import { useWords } from "@/ui/words";
import { type Row, type Slot, slotsOf, trackOf } from "./data";
import { useReview } from "./useReview";
import { type ReviewWords, reviewWords } from "./words";

export interface ReviewContext {
  id: string;
  review: ComputedRef<Review | undefined>;
  rows: Record<"product" | "channel" | "host" | "fresh" | "slot", ComputedRef<Row[]>>;
  words: ComputedRef<ReviewWords>;
  dictionary: ComputedRef<ReadonlyMap<string, Entry>>;
  style: ComputedRef<Style>;
  zone: ComputedRef<string>;
  currency: ComputedRef<string>;
  track: ComputedRef<TrackItem[]>;
  slots: ComputedRef<Slot[]>;
  start: ComputedRef<number>;
  end: ComputedRef<number>;
}

const KEY: InjectionKey<ReviewContext> = Symbol("review");

export function provideReview(id: string) {
  const { data, error, refetch, isPending, rows } = useReview(id);
  // The query unwraps pairs to lists; the shape is the one of the schema.
  const review = computed(() => data.value as Review | undefined);
  const show = computed(() => review.value?.show);
  const track = computed(() => trackOf(review.value));
  const minutes = computed(() => review.value?.numbers.series.online ?? review.value?.numbers.series.view_pv ?? []);
  const start = computed(() => show.value?.started_at ?? minutes.value[0]?.[0] ?? show.value?.starts_at ?? 0);
  const end = computed(() => show.value?.ended_at ?? (minutes.value.at(-1)?.[0] ?? start.value) + 60_000);
  const context: ReviewContext = {
    id,
    review,
    rows,
    words: useWords(reviewWords),
    dictionary: useDictionary(),
    style: computed(() => ({ currency: show.value?.currency ?? "CNY", lang: prefs.lang })),
    zone: computed(() => show.value?.zone ?? "Asia/Shanghai"),
    currency: computed(() => show.value?.currency ?? "CNY"),
    track,
    slots: computed(() => slotsOf(track.value, end.value)),
    start,
    end,
  };
  provide(KEY, context);
  return { context, error, refetch, isPending };
}

export function useReviewPage(): ReviewContext {
  const found = inject(KEY);
  if (!found) throw new Error("useReviewPage needs a parent that called provideReview");
  return found;
}
