import type { Lesson, SheetOutline } from "./data";

export const PLATFORMS = ["douyin", "taobao", "kuaishou", "channels", "xiaohongshu", "jd", "pdd", "tiktok", "shopee", "lazada", "other"] as const;
export const ROLES = ["account", "account_id", "title", "room", "start", "end", "span", "at", "channel", "product", "product_id", "video", "host"] as const;
export type LearntRole = (typeof ROLES)[number];

/** `meanings`: header → "" kept as it stands, "@role", or a metric's id. */
export interface Form {
  name: string;
  platform: string;
  grain: Lesson["grain"];
  dayOrder: "" | "dmy" | "mdy";
  meanings: Record<string, string>;
  /** header → unit of a rate without %. */
  units: Record<string, "" | "percent" | "permyriad">;
}

const isRole = (name: string): name is LearntRole => (ROLES as readonly string[]).includes(name);

/** What the server guesses, each meaning once; named after the file. */
export function startOf(sheet: SheetOutline, file: string): Form {
  const taken = new Set<string>();
  const meanings: Record<string, string> = {};
  for (const column of sheet.columns) {
    if (column.personal) continue;
    const guess = column.metric ?? (column.role ? `@${column.role}` : "");
    meanings[column.header] = taken.has(guess) ? "" : guess;
    if (guess) taken.add(guess);
  }
  const grain = taken.has("@channel") ? "channel" : taken.has("@product") || taken.has("@product_id") ? "product" : "session";
  return { name: (sheet.name || file.replace(/\.[^.]+$/, "")).slice(0, 60), platform: "other", grain, dayOrder: "", meanings, units: Object.fromEntries(Object.keys(meanings).map((header) => [header, ""])) };
}

export function lessonOf(form: Form): Lesson {
  const columns = Object.entries(form.meanings).flatMap(([header, meaning]): Lesson["columns"] => {
    const role = meaning.slice(1);
    if (meaning.startsWith("@")) return isRole(role) ? [{ header, role }] : [];
    const unit = form.units[header];
    return meaning ? [{ header, metric: meaning, ...(unit ? { unit } : {}) }] : [];
  });
  return { name: form.name.trim(), platform: form.platform.trim() || "other", grain: form.grain, columns, day_order: form.dayOrder || null };
}
