import { describe, expect, it } from "vitest";
import { nextSorting, sortRows } from "./table";
import type { Column } from "./types";

interface Row {
  name: string;
  gmv: number | null;
}
const columns: Column<Row>[] = [
  { id: "name", label: "name", text: (r) => r.name, sort: (r) => r.name },
  { id: "gmv", label: "gmv", text: (r) => String(r.gmv), sort: (r) => r.gmv },
];
const rows: Row[] = [
  { name: "b", gmv: 2 },
  { name: "a", gmv: null },
  { name: "c", gmv: 5 },
];
const names = (found: Row[]): string => found.map((r) => r.name).join("");

describe("sorting", () => {
  it("puts unknown last in both orders", () => {
    expect(names(sortRows(rows, columns, { by: "gmv", order: "desc" }))).toBe("cba");
    expect(names(sortRows(rows, columns, { by: "gmv", order: "asc" }))).toBe("bca");
  });
  it("keeps the given order without a sorting", () => {
    expect(names(sortRows(rows, columns, null))).toBe("bac");
  });
  it("goes round first, reversed, forgotten", () => {
    const first = nextSorting(null, "gmv", "desc");
    const second = nextSorting(first, "gmv", "desc");
    expect([first, second, nextSorting(second, "gmv", "desc")]).toEqual([{ by: "gmv", order: "desc" }, { by: "gmv", order: "asc" }, null]);
  });
});
