import { ref, type Ref } from "vue";
import { asProblem, type ProblemError } from "@/api/problem";

export interface Act {
  busy: Ref<boolean>;
  problem: Ref<ProblemError | null>;
  /** Runs `task`; a failure becomes `problem` and the answer is undefined. Runs one at a time. */
  run: <T>(task: () => Promise<T>) => Promise<T | undefined>;
}

/** One thing a person does on a page: whether it is under way, and what went wrong last. */
export function useAct(): Act {
  const busy = ref(false);
  const problem = ref<ProblemError | null>(null) as Ref<ProblemError | null>;
  return {
    busy,
    problem,
    async run(task) {
      if (busy.value) return undefined;
      busy.value = true;
      problem.value = null;
      try {
        return await task();
      } catch (error) {
        problem.value = asProblem(error);
        return undefined;
      } finally {
        busy.value = false;
      }
    },
  };
}

/** The sentence of the server for one field of a form ("fields" of a bad_input). */
export function fieldFault(problem: ProblemError | null, field: string): string {
  const fields = problem?.data.fields;
  if (typeof fields !== "object" || fields === null) return "";
  const text = (fields as Record<string, unknown>)[field];
  return typeof text === "string" ? text : "";
}
