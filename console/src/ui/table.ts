/** What a table remembers and how it sorts; pure, so that it can be tested without a browser. */
import type { Column } from "./types";

export type Order = "asc" | "desc";
export interface Sorting {
  by: string;
  order: Order;
}

/** Stable; null always last, whatever the order. */
export function sortRows<Row>(rows: readonly Row[], columns: readonly Column<Row>[], sorting: Sorting | null): Row[] {
  const key = columns.find((c) => c.id === sorting?.by)?.sort;
  if (!key || !sorting) return [...rows];
  const sign = sorting.order === "asc" ? 1 : -1;
  return [...rows].sort((a, b) => {
    const [x, y] = [key(a), key(b)];
    if (x === null || y === null) return x === y ? 0 : x === null ? 1 : -1;
    return x < y ? -sign : x > y ? sign : 0;
  });
}

/** First click sorts numbers from the largest and words from A; the second turns it round; the third forgets it. */
export function nextSorting(now: Sorting | null, by: string, first: Order): Sorting | null {
  if (now?.by !== by) return { by, order: first };
  if (now.order === first) return { by, order: first === "asc" ? "desc" : "asc" };
  return null;
}

export interface Remembered {
  hidden: string[];
  sorting: Sorting | null;
}

export function recall(key: string, fallback: Remembered): Remembered {
  try {
    const text = window.localStorage.getItem(`onair.table.${key}`);
    return text ? { ...fallback, ...(JSON.parse(text) as Partial<Remembered>) } : fallback;
  } catch (error) {
    // A browser that forbids storage, or an entry of an older version: the table works without memory.
    console.info("table memory not readable", error);
    return fallback;
  }
}

export function remember(key: string, value: Remembered): void {
  try {
    window.localStorage.setItem(`onair.table.${key}`, JSON.stringify(value));
  } catch (error) {
    console.info("table memory not writable", error);
  }
}
