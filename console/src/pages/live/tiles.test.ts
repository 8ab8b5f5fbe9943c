import { describe, expect, it } from "vitest";
import type { LiveState } from "@/live/stream";
import { tileViews } from "./tiles";
import { liveWords } from "./words";

const NOW = 1_000_000_000;
interface Made {
  source?: string;
  tile?: Record<string, unknown>;
  show?: string;
}
function state({ source = "live", tile = {}, show = "on_air" }: Made = {}): LiveState {
  const online = {
    value: 100,
    unit: "people",
    state: "ok",
    numerator: null,
    denominator: null,
    n: null,
    as_of: NOW - 5000,
    note: null,
    ...tile,
  };
  return {
    show: { state: show, currency: "CNY", zone: "UTC" },
    as_of: NOW,
    clock: NOW,
    tiles: { online },
    series: { t: [], m: {} },
    products: [],
    sources: [{ kind: "online", state: source, last_at: NOW - 40_000, sources: ["s"] }],
  } as unknown as LiveState;
}
const online = (made: Made, cut = false) =>
  tileViews({ state: state(made), words: liveWords.zh, lang: "zh", received: NOW, cut, dictionary: new Map() })[0];

describe("a tile", () => {
  it("is live only while its source is and the line stands", () => {
    expect([online({})?.state, online({ source: "stale" })?.state, online({ source: "cut" })?.state, online({}, true)?.state]).toEqual([
      "live",
      "stale",
      "stale",
      "stale",
    ]);
  });
  it("says when it stopped", () => {
    expect(online({ source: "stale" })?.note).toBe("停在 13:46:35");
  });
  it("is not stale after the show: its numbers are final", () => {
    expect(online({ source: "cut", show: "ended" }, true)?.state).toBe("ok");
  });
  it("never shows a missing value as a number", () => {
    const tile = online({ tile: { value: null } });
    expect([tile?.value, tile?.state, tile?.note]).toEqual(["—", "missing", "来源未提供"]);
    expect(online({ tile: { value: 0 } })?.value).toBe("0");
  });
  it("keeps an estimate an estimate, with how it was made", () => {
    const tile = online({ tile: { state: "estimated", note: "events" } });
    expect([tile?.state, tile?.note]).toEqual(["estimated", "来源没有用户，按次数计"]);
  });
  it("names numerator, source and time", () => {
    expect(online({})?.definition.rows.map((r) => r.value)).toEqual(["在线读数 · 100", "—", "s", "正常", "13:46:35"]);
  });
});
