import type { Connection, ImportJob, Show } from "@/api/types";
import type { Ready } from "@/pages/gate/data";

export type TaskKind = "gate" | "ready" | "start" | "end" | "review" | "mapping" | "failed" | "rejected" | "inbox" | "broken";

export interface Task {
  kind: TaskKind;
  id: string;
  /** Where the next click leads. */
  to: string;
  /** The figures of its sentence: a time (ms), a length (ms) or a count. */
  when?: number;
  over?: number;
  n?: number;
  name: string;
  /** What is to be settled first, and who settles it. */
  first?: string;
  who?: string;
  zone?: string;
  urgent: boolean;
}

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** What the states themselves say is to be done, the most urgent first. */
export function tasksOf(shows: readonly Show[], imports: readonly ImportJob[], connections: readonly Connection[], now: number, readiness: ReadonlyMap<string, Ready> = new Map()): Task[] {
  const found = [...shows.flatMap((show) => ofShow(show, now, readiness.get(show.id))), ...imports.flatMap((job) => ofImport(job, now)), ...connections.flatMap(ofConnection)];
  return found.sort((a, b) => Number(b.urgent) - Number(a.urgent) || (a.when ?? Infinity) - (b.when ?? Infinity));
}

function ofShow(show: Show, now: number, gate?: Ready): Task[] {
  const base = { id: show.id, name: show.title, zone: show.zone, to: `/shows/${show.id}` };
  const start = show.starts_at ?? null;
  const near = start !== null && start > now - 12 * HOUR && start < now + DAY;
  const first = gate?.next;
  if ((show.state === "preparing" || show.state === "ready") && near && first)
    return [{ ...base, kind: "gate", to: first.link, n: gate.open, first: first.name, who: first.owner, when: first.due_at ?? start, urgent: first.overdue || start - now < 2 * HOUR }];
  if (show.state === "preparing" && near)
    return [{ ...base, kind: "ready", when: start, urgent: start - now < 2 * HOUR }];
  if (show.state === "ready" && start !== null && start <= now && start > now - 12 * HOUR) return [{ ...base, kind: "start", when: start, urgent: true }];
  if (show.state === "on_air" && show.planned_end && show.planned_end < now)
    return [{ ...base, kind: "end", over: now - show.planned_end, to: `/live/${show.id}`, urgent: now - show.planned_end > HOUR }];
  if (show.state === "ended" && (show.ended_at ?? 0) > now - 7 * DAY && show.origin === "live")
    return [{ ...base, kind: "review", to: `/review/${show.id}`, when: show.ended_at ?? now, urgent: false }];
  return [];
}

function ofImport(job: ImportJob, now: number): Task[] {
  const base = { id: job.id, name: job.file, to: `/imports?open=${job.id}` };
  if (job.state === "needs_mapping") return [{ ...base, kind: "mapping", urgent: true }];
  if ((job.created_at ?? now) < now - 2 * DAY) return [];
  if (job.state === "failed") return [{ ...base, kind: "failed", urgent: false }];
  return job.state === "done" && job.rejected > 0 ? [{ ...base, kind: "rejected", n: job.rejected, urgent: false }] : [];
}

function ofConnection(connection: Connection): Task[] {
  const n = connection.waiting;
  const base = { id: connection.id, name: connection.name };
  const found: Task[] = [];
  if (connection.health === "broken")
    found.push({ ...base, to: "/connections", kind: "broken", first: connection.why, when: connection.reason_at ?? undefined, urgent: true });
  if (n > 0) found.push({ ...base, to: `/connections?inbox=${connection.id}`, kind: "inbox", n, urgent: false });
  return found;
}
