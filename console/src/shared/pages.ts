import { useInfiniteQuery } from "@tanstack/vue-query";
import { computed, type ComputedRef, type MaybeRefOrGetter, toValue } from "vue";
import type { ProblemError } from "@/api/problem";

interface Page<T> {
  items: T[];
  next?: string | null;
}

/** A list of the server that comes in parts. `rows` grows with `more()`. */
export function usePages<T>(
  key: MaybeRefOrGetter<readonly unknown[]>,
  ask: (cursor: string | undefined) => Promise<Page<T>>,
  options: { /** How often to ask again, in ms. */ every?: (rows: readonly T[]) => number | false } = {},
) {
  const query = useInfiniteQuery<Page<T>, ProblemError, { pages: Page<T>[] }, readonly unknown[], string | undefined>({
    queryKey: computed(() => toValue(key)),
    queryFn: ({ pageParam }) => ask(pageParam),
    initialPageParam: undefined,
    getNextPageParam: (last) => last.next ?? undefined,
    refetchInterval: (asked) => options.every?.(asked.state.data?.pages.flatMap((page) => page.items) ?? []) ?? false,
  });
  const rows: ComputedRef<T[]> = computed(() => query.data.value?.pages.flatMap((page) => page.items) ?? []);
  return {
    rows,
    problem: query.error,
    loading: query.isPending,
    hasMore: query.hasNextPage,
    loadingMore: query.isFetchingNextPage,
    more: () => query.fetchNextPage(),
    again: () => query.refetch(),
  };
}
