import { describe, expect, it } from "vitest";
import type { ImportJob, Show } from "@/api/types";
import { tasksOf } from "./tasks";

const HOUR = 3_600_000;
const NOW = 1_795_000_000_000;
const show = (over: Partial<Show>): Show =>
  ({
    id: "shw_1", title: "夜场", state: "preparing", room: null, currency: "CNY", zone: "Asia/Shanghai", starts_at: NOW, planned_end: NOW + 3 * HOUR,
    started_at: null, ended_at: null, origin: "live", staged: false, demo: false, note: null, version: 1, ...over,
  }) as Show;
const job = (over: Partial<ImportJob>): ImportJob =>
  ({ id: "imp_1", state: "done", progress: 1, file: "a.csv", kind: null, show: null, events: {}, rejected: 0, duplicates: 0, created_at: NOW, ...over }) as ImportJob;
const kinds = (shows: Show[], jobs: ImportJob[] = []) => tasksOf(shows, jobs, [], NOW).map((task) => task.kind);

describe("tasksOf", () => {
  it("asks for readiness within a day, not for last week's forgotten plan", () => {
    expect(kinds([show({ starts_at: NOW + 20 * HOUR })])).toEqual(["ready"]);
    expect(kinds([show({ starts_at: NOW + 30 * HOUR })])).toEqual([]);
    expect(kinds([show({ starts_at: NOW - 100 * HOUR })])).toEqual([]);
  });
  it("follows a show through its states", () => {
    expect(kinds([show({ state: "ready", starts_at: NOW - 60_000 })])).toEqual(["start"]);
    expect(kinds([show({ state: "ready", starts_at: NOW + 60_000 })])).toEqual([]);
    expect(kinds([show({ state: "on_air", planned_end: NOW - 1 })])).toEqual(["end"]);
    expect(kinds([show({ state: "on_air" })])).toEqual([]);
    expect(kinds([show({ state: "ended", ended_at: NOW - HOUR })])).toEqual(["review"]);
    expect(kinds([show({ state: "ended", ended_at: NOW - HOUR, origin: "import" })])).toEqual([]);
    expect(kinds([show({ state: "reviewed", ended_at: NOW - HOUR })])).toEqual([]);
  });
  it("puts what cannot wait first", () => {
    const late = show({ id: "shw_2", state: "ready", starts_at: NOW - 60_000 });
    const soon = show({ starts_at: NOW + 20 * HOUR });
    expect(kinds([soon, late], [job({ state: "needs_mapping" }), job({ rejected: 3 })])).toEqual(["start", "mapping", "ready", "rejected"]);
  });
  const connection = { id: "con_1", name: "桥", connector: "standard_webhooks", room: "rm", waiting: 0, url: "", created_at: 0, rotated_at: null, last_at: null, state: "never", events: 0, since: 0, health: "quiet", reason: "never", reason_at: null, why: "", error_at: null, error_code: null } as const;
  it("counts what waits in inboxes", () => {
    expect(tasksOf([], [], [{ ...connection, waiting: 7 }], NOW)).toMatchObject([{ kind: "inbox", n: 7 }]);
  });
  it("names a connection that is broken, not one that is quiet", () => {
    expect(tasksOf([], [], [connection], NOW)).toEqual([]);
    const broken = { ...connection, health: "broken", reason: "refused", reason_at: NOW - HOUR, why: "签名不对" } as const;
    expect(tasksOf([], [], [broken], NOW)).toMatchObject([{ kind: "broken", urgent: true, first: "签名不对", when: NOW - HOUR }]);
  });
});
