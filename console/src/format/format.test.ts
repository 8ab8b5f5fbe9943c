import { describe, expect, it } from "vitest";
import { change, count, interval, rate, short, bytes, points } from "./number";
import { amount, money, toMinor } from "./money";
import { age, clock, date, dateTime, duration, fromLocal, isoDay, toLocal } from "./time";

const AT = 1_795_265_238_000; // 2026-11-21 20:47:18 in Shanghai
const SH = "Asia/Shanghai";

describe("numbers", () => {
  it("never shows what is missing as 0", () => {
    expect([count(null), short(undefined, "zh"), rate(null), money(null, "CNY", "zh"), duration(null), age(null, "zh"), clock(null, SH)]).toEqual(Array(7).fill("—"));
    expect(count(0)).toBe("0");
  });
  it("shortens to 万 and 亿, k and M", () => {
    expect(["9999", "65045", "123456789"].map((n) => short(Number(n), "zh"))).toEqual(["9,999", "6.50万", "1.23亿"]);
    expect(["9999", "65045", "123456789"].map((n) => short(Number(n), "en"))).toEqual(["9,999", "65.05k", "123.5M"]);
  });
  it("says direction before colour, with a true minus", () => {
    expect(change(0.076)).toEqual({ text: "▲ 7.6%", direction: "rise" });
    expect(change(-0.0004)).toEqual({ text: "= 0%", direction: "flat" });
    expect(points(-0.042, "zh")).toEqual({ text: "▼ 4.2 点", direction: "fall" });
    expect(count(-3)).toBe("−3");
  });
  it("writes intervals in the reader's punctuation", () => {
    expect(interval(0.06, 0.31, rate, "zh")).toBe("[6.0%，31.0%]");
    expect(bytes(5 * 1024 * 1024)).toBe("5.0 MB");
  });
});

describe("money", () => {
  it("has cents only when there are any", () => {
    expect(money(16900, "CNY", "zh")).toBe("¥169");
    expect(money(4990, "CNY", "zh")).toBe("¥49.90");
    expect(money(6504500, "CNY", "zh", "short")).toBe("¥6.50万");
    expect(money(-12345, "CNY", "zh", "whole")).toBe("−¥123");
    expect(amount(500, "JPY", "en")).toBe("500");
  });
  it("reads what people type, and refuses what is no amount", () => {
    expect(["1,299.5", "¥49.90", "0", "12.345", "abc", "", "1e3"].map((text) => toMinor(text, "CNY"))).toEqual([129950, 4990, 0, null, null, null, null]);
    expect(toMinor("12.5", "JPY")).toBeNull();
  });
});

describe("times", () => {
  it("are in the shop's zone", () => {
    expect(clock(AT, SH)).toBe("20:47:18");
    expect(clock(AT, "UTC")).toBe("12:47:18");
    expect(date(AT, SH, "zh")).toBe("11 月 21 日");
    expect(dateTime(AT, SH, "zh", AT)).toBe("11 月 21 日 周六 20:47");
    expect(dateTime(AT, SH, "zh", AT + 400 * 86_400_000)).toBe("2026 年 11 月 21 日 周六 20:47");
    expect(isoDay(AT + 4 * 3_600_000, SH)).toBe("2026-11-22");
  });
  it("come back from a wall clock, over a change of summer time too", () => {
    expect(fromLocal("2026-11-21T20:47", SH)).toBe(AT - 18_000);
    for (const zone of [SH, "Europe/Berlin", "America/New_York"])
      for (const local of ["2026-03-08T12:00", "2026-03-29T12:00", "2026-07-01T00:00", "2026-10-25T23:30"]) expect(toLocal(fromLocal(local, zone) ?? 0, zone)).toBe(local);
    expect(fromLocal("nonsense", SH)).toBeNull();
  });
  it("say lengths and ages as people do", () => {
    expect([duration(538), duration(4638), age(3_000, "zh"), age(252_000, "zh"), age(252_000, "en")]).toEqual(["08:58", "01:17:18", "3 s", "4 分 12 秒", "4 m 12 s"]);
  });
});
