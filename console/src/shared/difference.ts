import type { ProblemError } from "@/api/problem";

export interface Difference {
  field: string;
  yours: unknown;
  theirs: unknown;
}

/** What a stale change (409) would have overwritten: data.difference = {field: {yours, theirs}}. */
export function differences(problem: ProblemError): Difference[] {
  const found = problem.data.difference;
  if (typeof found !== "object" || found === null) return [];
  return Object.entries(found as Record<string, unknown>).map(([field, sides]) => {
    const { yours, theirs } = (typeof sides === "object" && sides !== null ? sides : {}) as Partial<Difference>;
    return { field, yours, theirs };
  });
}
