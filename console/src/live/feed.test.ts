import { describe, expect, it } from "vitest";
import type { Frame } from "@/api/frames";
import { type FeedEvent, type FeedTools, follow, type Source } from "./feed";
import { FeedHub } from "./hub";

class Line implements Source {
  readyState = 1;
  closed = false;
  private readonly listeners = new Map<string, ((event: MessageEvent<string>) => void)[]>();
  addEventListener(type: string, listener: (event: MessageEvent<string>) => void): void {
    this.listeners.set(type, [...(this.listeners.get(type) ?? []), listener]);
  }
  close(): void {
    this.closed = true;
    this.readyState = 2;
  }
  emit(type: string, frame?: Frame): void {
    for (const each of this.listeners.get(type) ?? []) each({ data: JSON.stringify(frame ?? null) } as MessageEvent<string>);
  }
}

function bench(alive = true) {
  const lines: Line[] = [];
  const timers: { task: () => void; ms: number; off: boolean }[] = [];
  const clock = { now: 0 };
  const tools: FeedTools = {
    open: () => {
      const line = new Line();
      lines.push(line);
      return line;
    },
    now: () => clock.now,
    later: (task, ms) => {
      const timer = { task, ms, off: false };
      timers.push(timer);
      return () => (timer.off = true);
    },
    alive: () => Promise.resolve(alive),
    random: () => 0.5,
  };
  const fire = (): void => {
    const due = timers.filter((timer) => !timer.off).at(-1);
    if (!due) throw new Error("no timer");
    due.off = true;
    clock.now += due.ms;
    due.task();
  };
  const hub = new FeedHub(tools);
  const join = () => {
    const heard: FeedEvent[] = [];
    const last = (): FeedEvent => heard.at(-1) as FeedEvent;
    const leave = hub.join("/s", (event) => heard.push(event), (change) => heard.push(follow(last(), change)));
    return { heard, last, leave };
  };
  return { hub, lines, fire, join, line: () => lines.at(-1) as Line, clock };
}

const snapshot = (offset: number): Frame => ({
  frame: "snapshot",
  show: { id: "s", title: "", state: "on_air", currency: "CNY", zone: "UTC" },
  as_of: 0,
  clock: 0,
  offset,
  tiles: {},
  series: {},
  products: [],
  product_total: { id: "", name: "" },
  track: [],
  comments: [],
  comment_total: 0,
  sources: [],
  people: [],
  actions: [],
});
const delta = (offset: number): Frame => ({ frame: "delta", as_of: 0, clock: 0, offset });

describe("feed", () => {
  it("goes live with the snapshot and follows deltas", () => {
    const b = bench();
    const tab = b.join();
    expect(tab.last().status).toBe("connecting");
    b.line().emit("snapshot", snapshot(1));
    b.line().emit("delta", delta(2));
    expect(tab.last()).toMatchObject({ status: "live", cutAt: null, state: { offset: 2 } });
  });

  it("keeps the last state while cut, and says since when", () => {
    const b = bench();
    const tab = b.join();
    b.line().emit("snapshot", snapshot(1));
    b.clock.now = 500;
    b.line().readyState = 0;
    b.line().emit("error");
    b.clock.now = 900;
    b.line().emit("error");
    expect(tab.last()).toMatchObject({ status: "cut", cutAt: 500, state: { offset: 1 } });
    b.line().emit("open");
    expect(tab.last()).toMatchObject({ status: "live", cutAt: null });
    expect(b.lines).toHaveLength(1);
  });

  it("opens a new line when the browser gave up", () => {
    const b = bench();
    const tab = b.join();
    b.line().readyState = 2;
    b.line().emit("error");
    expect(tab.last().status).toBe("cut");
    b.fire();
    expect(b.lines).toHaveLength(2);
    b.line().emit("snapshot", snapshot(7));
    expect(tab.last()).toMatchObject({ status: "live", state: { offset: 7 } });
  });

  it("comes back with a new snapshot when told that it was too slow", () => {
    const b = bench();
    const tab = b.join();
    b.line().emit("snapshot", snapshot(1));
    b.line().emit("bye", { frame: "bye", reason: "slow" });
    expect(b.line().closed).toBe(true);
    expect(tab.last().status).toBe("live");
    b.fire();
    expect(b.lines).toHaveLength(2);
  });

  it.each(["ended", "revoked"] as const)("stays away after %s", (reason) => {
    const b = bench();
    const tab = b.join();
    b.line().emit("snapshot", snapshot(1));
    b.line().emit("bye", { frame: "bye", reason });
    expect(tab.last()).toMatchObject({ status: reason, state: { offset: 1 } });
    expect(() => b.fire()).toThrow("no timer");
  });

  it("notices a silent line only when the server does not answer", async () => {
    for (const [alive, status] of [[true, "live"], [false, "cut"]] as const) {
      const b = bench(alive);
      const tab = b.join();
      b.line().emit("open");
      b.line().emit("snapshot", snapshot(1));
      b.fire();
      await new Promise((resolve) => setTimeout(resolve, 0));
      expect(tab.last().status).toBe(status);
    }
  });

  it("serves many tabs over one line and hangs up after the last", () => {
    const b = bench();
    const [one, two] = [b.join(), b.join()];
    b.line().emit("snapshot", snapshot(1));
    const three = b.join();
    expect(b.lines).toHaveLength(1);
    expect(three.last().state?.offset).toBe(1);
    b.line().emit("delta", delta(2));
    expect([one, two, three].map((tab) => tab.last().state?.offset)).toEqual([2, 2, 2]);
    one.leave();
    two.leave();
    two.leave();
    expect(b.line().closed).toBe(false);
    three.leave();
    expect(b.line().closed).toBe(true);
    expect(b.hub.size).toBe(0);
  });
});
