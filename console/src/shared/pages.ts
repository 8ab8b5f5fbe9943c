import { useInfiniteQuery } from "@tanstack/vue-query";
import { computed, type ComputedRef, type MaybeRefOrGetter, toValue } from "vue";
import type { ProblemError } from "@/api/problem";

interface Page<T> {
  items: T[];
  next?: string | null;
}

/** A list of the server that comes in parts. `rows` grows with `more()`; `first` is the newest first part, with what it says besides. */
export function usePages<T, P extends Page<T> = Page<T>>(
  key: MaybeRefOrGetter<readonly unknown[]>,
  ask: (cursor: string | undefined) => Promise<P>,
  options: { /** How often to ask again, in ms. */ every?: (rows: readonly T[]) => number | false } = {},
) {
  const query = useInfiniteQuery<P, ProblemError, { pages: P[] }, readonly unknown[], string | undefined>({
    queryKey: computed(() => toValue(key)),
    queryFn: ({ pageParam }) => ask(pageParam),
    initialPageParam: undefined,
    getNextPageParam: (last) => last.next ?? undefined,
    refetchInterval: (asked) => options.every?.(asked.state.data?.pages.flatMap((page) => page.items) ?? []) ?? false,
  });
  const rows: ComputedRef<T[]> = computed(() => query.data.value?.pages.flatMap((page) => page.items) ?? []);
  const first: ComputedRef<P | undefined> = computed(() => query.data.value?.pages[0] as P | undefined);
  return {
    rows,
    first,
    problem: query.error,
    loading: query.isPending,
    hasMore: query.hasNextPage,
    loadingMore: query.isFetchingNextPage,
    more: () => query.fetchNextPage(),
    again: () => query.refetch(),
  };
}
