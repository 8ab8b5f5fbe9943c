/** Columns that several tables of the review have. */
import { sign } from "@/format/money";
import { count } from "@/format/number";
import { ratio } from "@/ui/numbers";
import type { Column } from "@/ui/types";
import { cellUnit, type Style } from "@/ui/units";
import { cell, type Row } from "./data";
import type { ReviewWords } from "./words";

/** A change in people: its sign first. */
export function signedCount(value: number | null): string {
  return value !== null && value > 0 ? `+${count(value)}` : count(value);
}

type Read = (row: Row) => number | null;

/** `style` holds the show's currency; its sign stands in the head of a column, never in a cell. */
export function columnMaker(style: Style, words: ReviewWords) {
  const unit = sign(style.currency).trim();
  const right = (id: string, label: string, read: Read, write: (value: number | null) => string): Column<Row> => ({
    id,
    label,
    align: "right",
    text: (row) => write(read(row)),
    sort: read,
  });
  const money = (id: string, label: string, read: Read) => right(id, label, read, (v) => cellUnit(v, "money", style));
  return {
    right,
    unit,
    metric: (id: string, label: string, name: string) => right(id, label, (row) => cell(row, name), count),
    minutes: (label: string, read: Read) => right("minutes", label, read, (v) => count(v, 1)),
    money,
    gmv: () => money("gmv", words.gmv(unit), (row) => cell(row, "gmv")),
    perMinute: (label: (unit: string) => string, minutes: Read) =>
      money("perMinute", label(unit), (row) => ratio(cell(row, "gmv"), minutes(row))),
  };
}
