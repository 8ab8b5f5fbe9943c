import { computed, type ComputedRef } from "vue";
import { prefs } from "@/prefs/prefs";
import * as m from "./money";
import * as n from "./number";
import * as t from "./time";

export * from "./money";
export * from "./number";
export * from "./time";

/** The shop's zone: the server's setting, told when somebody signs in. */
export let DEFAULT_ZONE = "Asia/Shanghai";

export function setShopZone(zone: string): void {
  DEFAULT_ZONE = zone;
}

/** All formats bound to the person's language. Times need the zone of the shop, money its currency. */
export function useFormat() {
  return {
    lang: computed(() => prefs.lang) as ComputedRef<"zh" | "en">,
    count: n.count,
    rate: n.rate,
    change: n.change,
    bytes: n.bytes,
    duration: t.duration,
    clock: t.clock,
    hourMinute: t.hourMinute,
    short: (value: number | null | undefined) => n.short(value, prefs.lang),
    points: (value: number | null | undefined) => n.points(value, prefs.lang),
    money: (minor: number | null | undefined, currency = "CNY", style: m.MoneyStyle = "exact") =>
      m.money(minor, currency, prefs.lang, style),
    amount: (minor: number | null | undefined, currency = "CNY", style: m.MoneyStyle = "whole") =>
      m.amount(minor, currency, prefs.lang, style),
    date: (ms: number | null | undefined, zone = DEFAULT_ZONE) => t.date(ms, zone, prefs.lang),
    weekday: (ms: number | null | undefined, zone = DEFAULT_ZONE) => t.weekday(ms, zone, prefs.lang),
    dateTime: (ms: number | null | undefined, zone = DEFAULT_ZONE, now?: number) => t.dateTime(ms, zone, prefs.lang, now),
    age: (ms: number | null | undefined) => t.age(ms, prefs.lang),
  };
}
