/**
 * Answering on air: which prepared answers fit, sending one (or one's own words) to the host or the picture, and keeping
 * own words as a draft of the library. One key each; what is refused keeps its words in the row.
 */
import { ref, type Ref } from "vue";
import { api, take } from "@/api/client";
import { asProblem, type ProblemError } from "@/api/problem";
import type { components } from "@/api/schema";
import { newId } from "./useActions";

type Schemas = components["schemas"];
export type AnswerMatch = Schemas["QaMatchOut"];
export type AnswerTo = "prompter" | "overlay" | "both";
type Intent = AnswerMatch["answer"]["intent"];

export interface Asking {
  /** The question as it is shown: a cluster's, or one comment's text. */
  question: string;
  comments: readonly string[];
  cluster?: string | null;
  product?: string | null;
  intent?: string | null;
}
export interface Answers {
  sending: Ref<boolean>;
  /** Why the last one was not sent; `answered_lately` is sent again by `give(…, true)`. */
  problem: Ref<ProblemError | null>;
  /** Three at most, best first; `hosts`: on air. */
  suggest: (asking: Asking, hosts?: readonly string[]) => Promise<AnswerMatch[]>;
  give: (asking: Asking, to: AnswerTo, answer: { id?: string | null; text: string }, again?: boolean) => Promise<boolean>;
  /** One's own words become a draft, to be approved by another person. */
  keep: (asking: Asking, text: string) => Promise<boolean>;
}

export function useAnswers(show: string): Answers {
  const sending = ref(false);
  const problem = ref<ProblemError | null>(null) as Ref<ProblemError | null>;

  async function run<T>(task: () => Promise<T>): Promise<T | null> {
    if (sending.value) return null;
    sending.value = true;
    problem.value = null;
    try {
      return await task();
    } catch (error) {
      problem.value = asProblem(error);
      return null;
    } finally {
      sending.value = false;
    }
  }
  return {
    sending,
    problem,
    async suggest(asking, hosts = []) {
      const intent = asking.intent && asking.intent !== "unknown" ? (asking.intent as Intent) : undefined;
      const query = { text: asking.question.slice(0, 300), product: asking.product ?? undefined, intent, host: hosts.length ? [...hosts] : undefined };
      return (await take(api.GET("/api/v1/qa/match", { params: { query } }))).items;
    },
    async give(asking, to, { id, text }, again = false) {
      const data = { text, to, answer: id ?? undefined, comments: asking.comments.slice(0, 200), cluster: asking.cluster ?? undefined, product: asking.product ?? undefined, question: asking.question.slice(0, 120), again };
      const body = { action: "answer" as const, data, id: newId() };
      return (await run(() => take(api.POST("/api/v1/shows/{show}/actions", { params: { path: { show } }, body })))) !== null;
    },
    async keep(asking, text) {
      const intent = asking.intent && asking.intent !== "unknown" ? (asking.intent as Intent) : "usage";
      const body = { variants: [asking.question.slice(0, 120)], intent, short: text, product: asking.product ?? null };
      return (await run(() => take(api.POST("/api/v1/qa/answers", { body: body as Schemas["QaForm"] })))) !== null;
    },
  };
}
