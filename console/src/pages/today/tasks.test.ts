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
  it("counts what waits in inboxes", () => {
    const found = tasksOf([], [], [{ id: "con_1", name: "桥", connector: "standard_webhooks", room: "rm", waiting: 7, url: "", created_at: 0, rotated_at: null, last_at: null, state: "never", events: 0, since: 0 }], NOW);
    expect(found).toMatchObject([{ kind: "inbox", n: 7 }]);
  });
});

describe("tasksOf with a gate", () => {
  const next = { code: "techcheck", name: "技术检查", owner: "柏川", due_at: NOW + 3 * HOUR, overdue: false, why: "", link: "/techcheck/rom_1?show=shw_1" };
  const gate = (over: object) => new Map([["shw_1", { show: "shw_1", ready: false, open: 2, warn: 0, waived: 0, ok: 9, overdue: 0, next, ...over }]]);
  it("names what is due first and leads there, until the gate is passed", () => {
    const soon = show({ starts_at: NOW + 5 * HOUR });
    expect(tasksOf([soon], [], [], NOW, gate({}))).toMatchObject([{ kind: "gate", n: 2, first: "技术检查", who: "柏川", to: next.link, urgent: false }]);
    expect(tasksOf([soon], [], [], NOW, gate({ next: { ...next, overdue: true } }))).toMatchObject([{ kind: "gate", urgent: true }]);
    expect(tasksOf([soon], [], [], NOW, gate({ ready: true, open: 0, next: null }))).toMatchObject([{ kind: "ready" }]);
    expect(tasksOf([{ ...soon, state: "ready" }], [], [], NOW, gate({}))).toMatchObject([{ kind: "gate" }]);
  });
});
