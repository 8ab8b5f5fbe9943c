/** The shared review, by the secret in the address. Asked without cookies: nobody is signed in here. */
import { ref } from "vue";
import type { components } from "@/api/schema";
import { problemFrom, type ProblemError } from "@/api/problem";
import { lang, w } from "./words";

export type Shared = components["schemas"]["SharedReview"];

/** The secret in /r/SECRET. */
export function secretOf(pathname: string): string {
  return /^\/r\/([^/]+)\/?$/.exec(pathname)?.[1] ?? "";
}

export function useShared() {
  const data = ref<Shared | null>(null);
  const problem = ref<Pick<ProblemError, "title" | "detail" | "code"> | null>(null);
  async function load(): Promise<void> {
    problem.value = null;
    try {
      const answer = await fetch(`/api/v1/shared/${encodeURIComponent(decodeURIComponent(secretOf(location.pathname)))}`, {
        credentials: "omit",
        referrerPolicy: "no-referrer",
        headers: { "Accept-Language": lang },
      });
      if (answer.ok) data.value = (await answer.json()) as Shared;
      else problem.value = problemFrom(answer.status, await answer.text());
    } catch {
      problem.value = { title: w.offline, detail: w.offlineHint, code: "offline" };
    }
  }
  void load();
  return { data, problem, load };
}
