/** An answer of the server that says what went wrong (application/problem+json), or a cut line (status 0). */
export class ProblemError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly title: string,
    readonly detail: string,
    readonly data: Readonly<Record<string, unknown>> = {},
  ) {
    super(`${code}: ${title}`);
    this.name = "ProblemError";
  }

  /** True when no server answered. */
  get offline(): boolean {
    return this.status === 0;
  }
}

const text = (value: unknown, otherwise: string): string => (typeof value === "string" && value ? value : otherwise);
const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Reads the body of a failed answer. A proxy's page or an empty body still gives a usable error. */
export function problemFrom(status: number, body: string): ProblemError {
  let parsed: unknown = null;
  try {
    parsed = JSON.parse(body);
  } catch {
    parsed = null; // not ours: a proxy answered
  }
  if (!isRecord(parsed)) return new ProblemError(status, `http_${status}`, "", "");
  const data = isRecord(parsed.data) ? parsed.data : {};
  return new ProblemError(status, text(parsed.code, `http_${status}`), text(parsed.title, ""), text(parsed.detail, ""), data);
}

export const offlineProblem = (): ProblemError => new ProblemError(0, "offline", "", "");

/** Whatever was thrown, as a problem that can be shown. */
export function asProblem(error: unknown): ProblemError {
  if (error instanceof ProblemError) return error;
  if (error instanceof DOMException && error.name === "AbortError") return new ProblemError(0, "cancelled", "", "");
  return new ProblemError(0, "unexpected", "", error instanceof Error ? error.message : String(error));
}
