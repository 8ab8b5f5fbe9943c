/** Shared shapes of the ui kit. */

/** `live` and `ok` draw the same; `late` is a number recomputed after the show closed. */
export type TileState = "live" | "ok" | "slow" | "stale" | "missing" | "estimated" | "few" | "late" | "error" | "loading";

/** 口径: what a number is made of. Each row is a name and a value already written for people. */
export interface Definition {
  name: string;
  rows: { label: string; value: string }[];
}

export interface Column<Row> {
  id: string;
  label: string;
  /** What the cell says; also what CSV gets. */
  text: (row: Row) => string;
  /** What sorting compares; a column without it cannot be sorted. null sorts last. */
  sort?: (row: Row) => number | string | null;
  align?: "left" | "right";
  /** Hidden until chosen. */
  optional?: boolean;
  /** Not offered in the column choice: the name of the row. */
  fixed?: boolean;
  width?: string;
}
