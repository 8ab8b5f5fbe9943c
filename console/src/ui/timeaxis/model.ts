/** What a time axis shows. Times are UTC ms; values one a minute, null = missing (drawn as a gap, never as 0). */
import type { TokenName } from "@/theme/tokens";

export interface AxisSeries {
  id: string;
  label: string;
  /** Written in the table and in the title of its panel. */
  unit: string;
  /** Panels hold one unit each; series of one panel share its scale. */
  panel: string;
  colour: TokenName;
  kind: "line" | "bar";
  dashed?: boolean;
  area?: boolean;
  /** What is usual in that minute, P10–P90 of comparable shows; of the length of the minutes. */
  band?: { low: readonly (number | null)[]; high: readonly (number | null)[] };
  /** Offered only after "+ metric". */
  extra?: boolean;
  values: readonly (number | null)[];
  write: (value: number | null) => string;
}

export interface AxisPanel {
  id: string;
  title: string;
  /** Share of the height. */
  weight: number;
}

export interface Block {
  id: string;
  at: number;
  /** null = still going. */
  end: number | null;
  label: string;
  colour: TokenName;
  planned: boolean;
}

/** Shape carries the meaning: ◆ a person, ◇ auto rule, ■ proposal, ▲ incident, ○ host, flag note. */
export type Shape = "diamond" | "diamond-open" | "square" | "triangle" | "circle" | "flag";

export interface Mark {
  id: string;
  at: number;
  row: number;
  shape: Shape;
  label: string;
  detail: string;
}

export interface Peak {
  series: string;
  at: number;
  label: string;
}

export interface AxisData {
  /** Start of each minute. */
  minutes: readonly number[];
  series: readonly AxisSeries[];
  panels: readonly AxisPanel[];
  blocks: readonly Block[];
  marks: readonly Mark[];
  peaks?: readonly Peak[];
  /** Names of the rows of the track, top to bottom; blocks stand in the first. Empty = no track. */
  rows: readonly string[];
  /** The now-line; null after the show. */
  now: number | null;
}

export interface Span {
  min: number;
  max: number;
}
