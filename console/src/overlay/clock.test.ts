import { describe, expect, it } from "vitest";
import { countdown, ServerClock } from "./clock";

const T = 1_795_334_400_000;
/** Frames twice a second that were 5 to 400 ms under way. */
function follow(clock: ServerClock, from: number, to: number, start = T): void {
  for (let at = from, i = 0; at < to; at += 500, i++) {
    const late = [5, 400, 60, 120][i % 4] ?? 0;
    clock.heard(start + at - late, at);
  }
}

describe("the server's clock", () => {
  it("is right to a fraction of a second whatever the network does", () => {
    const clock = new ServerClock();
    follow(clock, 0, 20_000);
    expect(Math.abs(clock.now(20_000) - (T + 20_000))).toBeLessThan(50);
  });
  it("does not ask the wall clock of the machine: a page with one that is ten minutes off shows the same", () => {
    // The naive way: ends_at − Date.now(). Ours takes no wall clock at all, so there is nothing to be wrong.
    const clock = new ServerClock();
    follow(clock, 0, 5000);
    const naive = (wall: number): number => T + 60_000 - wall;
    expect(Math.abs(naive(T + 5000 + 600_000) - 55_000)).toBeGreaterThan(1000);
    expect(Math.abs(T + 60_000 - clock.now(5000) - 55_000)).toBeLessThan(1000);
  });
  it("finds its way back after sleep, when the monotonic clock stood still", () => {
    const clock = new ServerClock();
    follow(clock, 0, 10_000);
    follow(clock, 10_000, 12_000, T + 3_600_000);
    expect(Math.abs(clock.now(12_000) - (T + 3_612_000))).toBeLessThan(400);
  });
  it("follows a server whose clock is set back", () => {
    const clock = new ServerClock();
    follow(clock, 0, 10_000);
    follow(clock, 10_000, 12_000, T - 3_600_000);
    expect(Math.abs(clock.now(12_000) - (T - 3_588_000))).toBeLessThan(400);
  });
  it("forgets an old lucky sample as clocks drift apart", () => {
    const clock = new ServerClock();
    for (let at = 0; at < 300_000; at += 500) clock.heard(T + at * 0.999, at); // 3.6 s an hour
    expect(Math.abs(clock.now(300_000) - (T + 299_700))).toBeLessThan(100);
  });
  it("runs faster in a replay", () => {
    const clock = new ServerClock();
    clock.heard(T, 1000, 10);
    expect(clock.now(2000)).toBe(T + 10_000);
  });
  it("counts down to 00:00 and no further", () => {
    expect([314_000, 999, 1, 0, -5, 3_723_000].map(countdown)).toEqual(["05:14", "00:01", "00:01", "00:00", "00:00", "1:02:03"]);
  });
});
