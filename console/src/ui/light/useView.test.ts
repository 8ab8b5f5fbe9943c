import { beforeAll, describe, expect, it, vi } from "vitest";
import type { LiveState } from "@/live/stream";

vi.stubGlobal("location", { search: "?lang=en", pathname: "/", origin: "http://localhost" });
vi.stubGlobal("navigator", { language: "zh-CN", onLine: true });
let light: typeof import("./useView");
beforeAll(async () => {
  light = await import("./useView");
});
const state = (badge: string, last: number | null, show = "on_air"): LiveState =>
  ({ show: { state: show }, sources: [{ kind: "orders", state: badge, last_at: last, sources: [] }] }) as unknown as LiveState;

describe("light pages", () => {
  it("find their stream in the address", () => {
    expect(light.placeOf("/o/abc", "", "overlay").stream).toBe("/api/v1/view/abc/stream");
    expect(light.placeOf("/wall.html", "?show=s1", "wall")).toEqual({
      stream: "/api/v1/shows/s1/stream?view=wall",
      show: "s1",
      token: null,
    });
    expect(light.placeOf("/overlay.html", "", "overlay").stream).toBeNull();
  });
  it("follow the language of the address", () => {
    expect(light.lang).toBe("en");
  });
  it("say how far behind the data is", () => {
    expect(light.delayOf(state("live", 90_000), null, null, ["orders"], { machine: 100_000, received: 100_000 })).toBeNull();
    expect(light.delayOf(state("live", 90_000), 98_000, null, ["orders"], { machine: 100_000, received: 100_000 })).toBe(2);
    expect(light.delayOf(null, null, 95_000, ["orders"], { machine: 100_000, received: 100_000 })).toBe(5);
    expect(light.delayOf(state("stale", 60_000), null, null, ["orders"], { machine: 100_000, received: 100_000 })).toBe(40);
    expect(light.delayOf(state("stale", 60_000), null, null, ["online"], { machine: 100_000, received: 100_000 })).toBeNull();
    expect(light.delayOf(state("stale", 60_000, "ended"), null, null, ["orders"], { machine: 100_000, received: 100_000 })).toBeNull();
  });
});
