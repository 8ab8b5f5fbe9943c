import { describe, expect, it } from "vitest";
import { aboutOf, readCard, roomToOpen, working } from "./data";
import { type Limit, meterOf } from "./meter";

describe("readCard", () => {
  it("takes hex and numbers, one a line", () => {
    const lines = [...Array(23).fill("#A0B0c0"), "1, 2, 255"].join("\n");
    expect(readCard(lines)?.at(0)).toBe("#a0b0c0");
    expect(readCard(lines)?.at(-1)).toBe("#0102ff");
  });
  it("takes nothing else", () => {
    expect(readCard("#ffffff")).toBeNull();
    expect(readCard(Array(24).fill("300 0 0").join("\n"))).toBeNull();
  });
});

it("knows which checks are under way", () => {
  expect(["queued", "running", "done", "failed", "cancelled"].map((state) => working({ state } as never))).toEqual([true, true, false, false, false]);
});

describe("meterOf", () => {
  const limit = (sort: "low" | "high", warn: number, fail: number | null, figure = "loudness"): Limit => ({ name: sort, figure, sort, warn, fail, unit: "" });
  const both = [limit("low", -28, -36), limit("high", -10, -6)];
  it("places a figure between its bounds", () => {
    const good = meterOf("loudness", -18, both);
    expect(good?.level).toBe("pass");
    expect(good?.limit).toBe("−28…−10");
    expect(good && good.from < good.at && good.at < good.to).toBe(true);
    expect(meterOf("loudness", -30, both)?.level).toBe("warn");
    expect(meterOf("loudness", -5, both)?.level).toBe("fail");
  });
  it("counts the size of an offset, and stays on the track", () => {
    const offset = [limit("high", 80, 180, "av_offset")];
    expect(meterOf("av_offset", -200, offset)?.level).toBe("fail");
    expect(meterOf("av_offset", 9000, offset)?.at).toBe(1);
    expect(meterOf("fps", 25, offset)).toBeNull();
  });
});

it("says what a file is", () => {
  const facts = { format: "mov,mp4,m4a", seconds: 8, width: 1280, height: 720, video: "h264", audio: "aac", rate: 48000, channels: 1 };
  expect(aboutOf(facts, (key) => key)).toEqual(["techcheck.about.seconds", "1280×720", "H.264", "AAC 48 kHz", "techcheck.about.mono", "MP4 / MOV"]);
});

describe("roomToOpen", () => {
  const rooms = [{ id: "first" }, { id: "second" }];
  const next = { show: "tonight", room: "second" };
  it("is the next show's, not the first of the list", () => {
    expect(roomToOpen({ asked: null, next, rooms })).toEqual(next);
    expect(roomToOpen({ asked: null, next: null, rooms })).toEqual({ room: "first", show: "" });
  });
  it("is that of the show in the address, whatever comes next", () => {
    expect(roomToOpen({ asked: { show: "later", room: "third" }, next, rooms })).toEqual({ room: "third", show: "later" });
    expect(roomToOpen({ asked: { show: "later", room: null }, next, rooms })).toEqual({ room: "first", show: "later" });
  });
  it("waits for the answers", () => {
    expect(roomToOpen({ asked: null, next: undefined, rooms })).toBeNull();
    expect(roomToOpen({ asked: null, next, rooms: undefined })).toBeNull();
    expect(roomToOpen({ asked: { show: "later", room: undefined }, next, rooms })).toBeNull();
    expect(roomToOpen({ asked: null, next: null, rooms: [] })).toBeNull();
  });
});
