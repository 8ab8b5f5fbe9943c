/** Back-tests of a rule: the saved one, the edited one, or both over the same shows. Their ids stand in the address, so a reload finds them. */
import { useQuery, useQueryClient } from "@tanstack/vue-query";
import { computed, type ComputedRef, type Ref } from "vue";
import { useRoute, useRouter } from "vue-router";
import type { ProblemError } from "@/api/problem";
import { useAct } from "@/shared/act";
import { type Backtest, beginTest, cancelTest, getTest } from "./data";
import type { Rule } from "./form";

const EVERY = 700;
export type Which = "saved" | "edited";

export interface Running {
  saved: ComputedRef<Backtest | undefined>;
  edited: ComputedRef<Backtest | undefined>;
  /** Waiting or playing. */
  going: ComputedRef<boolean>;
  /** 0 to 1 over all that runs. */
  progress: ComputedRef<number>;
  busy: Ref<boolean>;
  problem: Ref<ProblemError | null>;
  begin: (which: readonly Which[], shows: string[], edit: Rule | null) => Promise<void>;
  cancel: () => Promise<void>;
  show: (id: string) => Promise<void>;
}

const open = (one: Backtest | undefined): boolean => one?.state === "queued" || one?.state === "running";

function useOne(which: Which) {
  const route = useRoute();
  const id = computed(() => (typeof route.query[which] === "string" ? route.query[which] : ""));
  return useQuery({
    queryKey: computed(() => ["backtest", id.value]),
    queryFn: () => getTest(id.value),
    enabled: () => id.value !== "",
    refetchInterval: (asked) => (open(asked.state.data) ? EVERY : false),
  });
}

export function useBacktest(rule: () => string): Running {
  const router = useRouter();
  const queries = useQueryClient();
  const act = useAct();
  const [one, other] = [useOne("saved"), useOne("edited")];
  const [saved, edited] = [computed(() => one.data.value), computed(() => other.data.value)];
  const all = computed(() => [saved.value, edited.value].filter((each) => each !== undefined));
  return {
    saved,
    edited,
    going: computed(() => all.value.some(open)),
    progress: computed(() => all.value.reduce((sum, each) => sum + (open(each) ? each.progress : 1), 0) / Math.max(all.value.length, 1)),
    busy: act.busy,
    problem: act.problem,
    async begin(which, shows, edit) {
      const ids: Record<string, string> = {};
      await act.run(async () => {
        for (const each of which) ids[each] = (await beginTest({ rule_id: rule(), shows, ...(each === "edited" && edit ? { rule: edit } : {}) })).id;
      });
      if (Object.keys(ids).length) await router.replace({ query: ids });
      await queries.invalidateQueries({ queryKey: ["backtests"] });
    },
    async cancel() {
      for (const each of all.value.filter(open)) await act.run(() => cancelTest(each.id));
      await queries.invalidateQueries({ queryKey: ["backtest"] });
    },
    async show(id) {
      await router.replace({ query: { saved: id } });
    },
  };
}
