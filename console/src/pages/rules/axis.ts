/** The audience of a past show with the moments at which a rule would speak, and what people did then. Pure. */
import { count } from "@/format/number";
import type { AxisData, Mark } from "@/ui/timeaxis/model";
import type { Timed } from "./values";
import type { RuleWords } from "./words";

type Series = readonly (readonly (number | null)[])[];

/** Rows of the track: the rule (saved, edited), then people. ■ = it was really proposed too, ▲ would be new. */
export function axisOf(series: Series, rows: readonly Timed[], both: boolean, w: RuleWords, say: { time: (at: number) => string; act: (name: string) => string }): AxisData {
  const names = both ? [w.saved, w.edited] : [rows[0]?.which === "edited" ? w.edited : w.saved];
  const place = (one: Timed): number => (both && one.which === "edited" ? 1 : 0);
  const told = rows.map((one): Mark => ({
    id: one.id, at: one.firing.at, row: place(one), shape: one.firing.live ? "square" : "triangle", label: "",
    detail: `${say.time(one.firing.at)} ${names[place(one)] ?? ""} · ${one.firing.live ? w.liveYes : w.liveNo}`,
  }));
  const deeds = new Map(rows.flatMap((one) => one.firing.deeds).map((deed) => [`${deed.at}.${deed.action}.${deed.by}`, deed]));
  const done = [...deeds].map(([id, deed]): Mark => ({ id, at: deed.at, row: names.length, shape: deed.by.startsWith("rule:") ? "diamond-open" : "diamond", label: "", detail: `${say.time(deed.at)} ${say.act(deed.action)}` }));
  return {
    minutes: series.map((pair) => pair[0] ?? 0),
    series: [{ id: "online", label: w.online, unit: "", panel: "online", colour: "c1", kind: "line", values: series.map((pair) => pair[1] ?? null), write: (value) => count(value) }],
    panels: [{ id: "online", title: w.online, weight: 1 }],
    blocks: [],
    marks: [...told, ...done],
    rows: [...names, ...(done.length ? [w.people] : [])],
    now: null,
  };
}
