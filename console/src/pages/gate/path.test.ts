import { describe, expect, it } from "vitest";
import type { Gate, Point } from "./data";
import { pathOf } from "./path";

const point = (code: string, state: Point["state"], link = ""): Point =>
  ({ code, state, link, name: code, owner: "", person: null, due_at: null, overdue: false, why: [], waiver: null, version: 0 }) as Point;
const gate = (points: Point[]): Gate => ({ show: "shw_1", points }) as Gate;

describe("pathOf", () => {
  it("tells the worst of each page and counts what is open", () => {
    const found = pathOf(gate([point("dossiers", "open"), point("stock", "open"), point("rundown", "warn"), point("hosts", "ok"), point("promises", "ok"), point("warmup", "waived")]));
    expect(found.map((one) => [one.id, one.state, one.open])).toEqual([
      ["selection", "open", 2], ["rundown", "warn", 0], ["warmup", "waived", 0], ["techcheck", "ok", 0], ["gate", "ok", 0],
    ]);
  });
  it("leaves what no page settles to the gate itself, a point it has never heard of too", () => {
    const found = pathOf(gate([point("sign_off", "open"), point("connectors", "open"), point("brand_new", "open")])).at(-1);
    expect(found).toEqual({ id: "gate", state: "open", open: 3, to: "/gate/shw_1" });
  });
  it("goes where the server says for the room", () => {
    expect(pathOf(gate([point("techcheck", "open", "/techcheck/rom_1?show=shw_1")]))[3]?.to).toBe("/techcheck/rom_1?show=shw_1");
  });
});
