import createClient, { type Middleware } from "openapi-fetch";
import { prefs } from "@/prefs/prefs";
import { reachable } from "@/shell/online";
import { offlineProblem, ProblemError, problemFrom } from "./problem";
import type { paths } from "./schema";
import { csrf, expired } from "./session";

const UNSAFE = new Set(["POST", "PUT", "PATCH", "DELETE"]);
/** These answer 401 for their own reasons; no login window shall open over them. */
const OWN_401 = /\/api\/v1\/(login|claim|me|logout)$/;

/** Headers that every request carries; also for uploads, which need XMLHttpRequest. */
export function headers(method: string): Record<string, string> {
  const own: Record<string, string> = { "Accept-Language": prefs.lang === "zh" ? "zh-CN,zh" : "en" };
  if (UNSAFE.has(method) && csrf()) own["X-OnAir-CSRF"] = csrf();
  return own;
}

async function send(input: Request): Promise<Response> {
  for (const [name, value] of Object.entries(headers(input.method))) input.headers.set(name, value);
  try {
    const answer = await fetch(input);
    reachable.value = true;
    return answer;
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    reachable.value = false;
    throw offlineProblem();
  }
}

/** fetch that asks for a login when the session is over, then sends the same request again. */
async function ask(input: Request): Promise<Response> {
  const again = input.clone();
  const answer = await send(input);
  if (answer.status !== 401 || OWN_401.test(new URL(input.url).pathname)) return answer;
  await expired();
  return send(again);
}

const problems: Middleware = {
  async onResponse({ response }) {
    if (!response.ok) throw problemFrom(response.status, await response.text());
  },
};

export const api = createClient<paths>({ baseUrl: globalThis.location?.origin ?? "http://localhost", fetch: ask });
api.use(problems);

/** The body of an answer. Failures never get here: they are thrown as ProblemError. */
export async function take<T>(asked: Promise<{ data?: T }>): Promise<T> {
  const { data } = await asked;
  if (data === undefined) throw new ProblemError(200, "empty_answer", "", "");
  return data;
}

/** For answers without a body. */
export async function done(asked: Promise<unknown>): Promise<void> {
  await asked;
}
