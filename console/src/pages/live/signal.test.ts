import { describe, expect, it } from "vitest";
import type { SignalPanel } from "@/api/frames";
import type { LiveTile } from "@/live/stream";
import { signalView } from "./signal";
import { signalWords } from "./signalWords";

const ZONE = "Asia/Shanghai";
const NOW = 1_795_334_460_000;
const tile = (value: number | null): LiveTile => ({ value, unit: "", state: "ok", numerator: null, denominator: null, n: null, as_of: NOW, note: null });
const tiles = { bitrate_kbps: tile(5820), fps: tile(30), dropped: tile(3), rtt_ms: tile(null), loudness_lufs: tile(-16.2) };
const view = (panel: SignalPanel | undefined, readings = tiles as Record<string, LiveTile>, old = false) => signalView(panel, readings, NOW, ZONE, old, signalWords.zh);
const cut = { id: "a", kind: "cut", cause: "relay_down", grade: "bad", output: "main", at: NOW - 48_000, seconds: null };

describe("the signal column", () => {
  it("says nothing where nobody looks", () => {
    const v = view(undefined, {});
    expect([v.none, v.readings.map((r) => r.value)]).toEqual([true, ["—", "—", "—", "—", "—"]]);
  });
  it("reads as in the mock while all is well", () => {
    const v = view({ state: "live", send_lost: 0.0002, render_lost: 0, backup: "ready" });
    expect([v.word, v.tone, v.aside]).toEqual(["正常", "ok", "备用线路待命 · 上次断流 无"]);
    expect(v.readings.map((r) => `${r.value} ${r.unit}`.trim())).toEqual(["5.82 Mbps", "30.0 fps", "0.02 %", "— ms", "−16.2 LUFS"]);
  });
  it("counts frames where nobody tells the share", () => {
    expect(view({ state: "live" }).readings[2]).toMatchObject({ value: "3", unit: "帧" });
  });
  it("names what is open, its likely cause and for how long", () => {
    const v = view({ state: "reconnecting", open: [cut], last_cut: cut });
    expect([v.word, v.tone]).toEqual(["重连中", "crit"]);
    expect(v.troubles).toEqual([{ id: "a", text: "断流", cause: "中转或平台入口不可用", lasts: "00:48", crit: true }]);
    expect(v.aside).toBe("没有备用线路");
    expect(v.readings.every((r) => r.value === "—")).toBe(true);
    expect(view({ state: "live", last_cut: { ...cut, seconds: 61 } }).aside).toBe("没有备用线路 · 上次断流 16:00:12 · 01:01");
  });
  it("marks the reading that an incident is about", () => {
    const v = view({ state: "live", open: [{ ...cut, kind: "bitrate_low", grade: "warn" }] });
    expect([v.word, v.tone, v.readings.filter((r) => r.bad).map((r) => r.id)]).toEqual(["有异常", "warn", ["bitrate_kbps"]]);
  });
  it("says unknown and why, never stopped, when nobody answers", () => {
    const v = view({ state: "unknown", sources: [{ id: "s", name: "OBS", kind: "obs_studio", output: "main", state: "unknown", why: "wrong_password" }] });
    expect([v.word, v.tone, v.stale]).toEqual(["未知", "warn", true]);
    expect(v.unseen).toEqual([{ id: "s", name: "OBS", why: "密码不对，没有再试" }]);
  });
  it("is stale when its readings are old", () => {
    expect(view({ state: "live" }, tiles, true)).toMatchObject({ word: "过期", tone: "warn", stale: true });
  });
});
