import type { Lang } from "@/prefs/prefs";
import { MISSING } from "./number";

type Ms = number | null | undefined;
const formats = new Map<string, Intl.DateTimeFormat>();

/** The wall clock of `zone` at `ms`. */
export function parts(ms: number, zone: string): Record<"year" | "month" | "day" | "hour" | "minute" | "second" | "weekday", number> {
  let format = formats.get(zone);
  if (!format) {
    format = new Intl.DateTimeFormat("en-US", {
      timeZone: zone,
      hourCycle: "h23",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      second: "numeric",
    });
    formats.set(zone, format);
  }
  const found: Record<string, number> = {};
  for (const part of format.formatToParts(ms)) if (part.type !== "literal") found[part.type] = Number(part.value);
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = found;
  return { year, month, day, hour, minute, second, weekday: new Date(Date.UTC(year, month - 1, day)).getUTCDay() };
}

const two = (value: number): string => String(value).padStart(2, "0");
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const DAYS: Record<Lang, readonly string[]> = {
  zh: ["周日", "周一", "周二", "周三", "周四", "周五", "周六"],
  en: ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"],
};

/** 20:47:18 */
export function clock(ms: Ms, zone: string): string {
  if (ms === null || ms === undefined) return MISSING;
  const p = parts(ms, zone);
  return `${two(p.hour)}:${two(p.minute)}:${two(p.second)}`;
}

/** 20:47 */
export function hourMinute(ms: Ms, zone: string): string {
  return ms === null || ms === undefined ? MISSING : clock(ms, zone).slice(0, 5);
}

/** 11 月 21 日 / 21 Nov */
export function date(ms: Ms, zone: string, lang: Lang): string {
  if (ms === null || ms === undefined) return MISSING;
  const p = parts(ms, zone);
  return lang === "zh" ? `${p.month} 月 ${p.day} 日` : `${p.day} ${MONTHS[p.month - 1]}`;
}

export function weekday(ms: Ms, zone: string, lang: Lang): string {
  return ms === null || ms === undefined ? MISSING : (DAYS[lang][parts(ms, zone).weekday] ?? MISSING);
}

/** 11 月 21 日 周六 19:30, with the year when it is not the one of `now`. */
export function dateTime(ms: Ms, zone: string, lang: Lang, now?: number): string {
  if (ms === null || ms === undefined) return MISSING;
  const year = parts(ms, zone).year;
  const other = now !== undefined && parts(now, zone).year !== year;
  const day = date(ms, zone, lang);
  const dated = other ? (lang === "zh" ? `${year} 年 ${day}` : `${day} ${year}`) : day;
  return `${dated} ${weekday(ms, zone, lang)} ${hourMinute(ms, zone)}`;
}

/** 2026-11-21, for comparing days and for file names. */
export function isoDay(ms: number, zone: string): string {
  const p = parts(ms, zone);
  return `${p.year}-${two(p.month)}-${two(p.day)}`;
}

/** A length in seconds: 08:58, 01:17:18. */
export function duration(seconds: number | null | undefined): string {
  if (seconds === null || seconds === undefined) return MISSING;
  const whole = Math.round(Math.abs(seconds));
  const [h, m, s] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  return (seconds < 0 ? "−" : "") + (h ? `${two(h)}:` : "") + `${two(m)}:${two(s)}`;
}

/** An age: 3 s, 4 分 12 秒 / 4 m 12 s, 2 小时 / 2 h, 3 天 / 3 d. */
export function age(ms: Ms, lang: Lang): string {
  if (ms === null || ms === undefined) return MISSING;
  const s = Math.max(0, Math.round(ms / 1000));
  const zh = lang === "zh";
  if (s < 60) return `${s} s`;
  if (s < 3600) return zh ? `${Math.floor(s / 60)} 分 ${s % 60} 秒` : `${Math.floor(s / 60)} m ${s % 60} s`;
  if (s < 86_400) return zh ? `${Math.floor(s / 3600)} 小时 ${Math.floor(s / 60) % 60} 分` : `${Math.floor(s / 3600)} h ${Math.floor(s / 60) % 60} m`;
  return zh ? `${Math.floor(s / 86_400)} 天` : `${Math.floor(s / 86_400)} d`;
}

/** The instant at which the clock of `zone` shows the given local time ("2026-11-21T19:30"), or null. */
export function fromLocal(text: string, zone: string): number | null {
  const match = /^(\d{4})-(\d{2})-(\d{2})[T ](\d{2}):(\d{2})/.exec(text);
  if (!match) return null;
  const [y = 0, mo = 1, d = 1, h = 0, mi = 0] = match.slice(1).map(Number);
  const wanted = Date.UTC(y, mo - 1, d, h, mi);
  let guess = wanted;
  // Twice: the first step may cross a change of summer time.
  for (let i = 0; i < 2; i++) {
    const p = parts(guess, zone);
    guess += wanted - Date.UTC(p.year, p.month - 1, p.day, p.hour, p.minute);
  }
  return guess;
}

/** The inverse of fromLocal: "2026-11-21T19:30". */
export function toLocal(ms: number, zone: string): string {
  return `${isoDay(ms, zone)}T${hourMinute(ms, zone)}`;
}
