/** What stands around the curves: grid of times, titles, now-line, labels at the ends, peaks. Pure: px in, shapes out. */
import { hourMinute } from "@/format/time";
import { middle, MINUTE, ROW, scaleTop, slice, spread, ticks, xOf } from "./geometry";
import { line, type Piece, type Stage, text, wide } from "./pieces";
import { track } from "./track";

/** Behind the curves. */
export function under(stage: Stage): Piece[] {
  const { g, span, colours: c, data } = stage;
  const pieces: Piece[] = [];
  if (data.now !== null && data.now < span.max) pieces.push(...hatch(stage, Math.max(g.left, xOf(g, span, data.now))));
  const nowX = data.now === null ? -1000 : xOf(g, span, data.now);
  for (const at of ticks(span, g.right - g.left, stage.zone)) {
    const x = Math.round(xOf(g, span, at)) + 0.5;
    pieces.push(line(x, g.top, x, g.floor, c.grid));
    if (Math.abs(x - nowX) > 40) pieces.push(text(stage, x, g.floor + 11, hourMinute(at, stage.zone), c.t3, { textAlign: "center" }));
  }
  pieces.push(...bands(stage));
  for (const panel of g.panels) {
    pieces.push(line(g.left, panel.top + panel.height + 0.5, g.right, panel.top + panel.height + 0.5, c.line));
    pieces.push(text(stage, g.left + 6, panel.top - 8, panel.title, c.t2));
  }
  g.rows.forEach((y, i) => {
    pieces.push(line(g.left, y + ROW - 1.5, g.right, y + ROW - 1.5, c.grid));
    pieces.push(text(stage, g.left - 8, y + ROW / 2 - 1, data.rows[i] ?? "", c.t3, { textAlign: "right" }));
  });
  return pieces;
}

/** The usual range of each minute, broken where it is unknown. */
function bands(stage: Stage): Piece[] {
  const { g, span, data, colours: c } = stage;
  const [from, to] = slice(data.minutes, span);
  return data.series.flatMap((s) => {
    const panel = g.panels.find((p) => p.id === s.panel);
    if (!s.band || !panel || !stage.on.has(s.id)) return [];
    const top = scaleTop(
      data.series.filter((one) => one.panel === s.panel && stage.on.has(one.id)),
      from,
      to,
    );
    const y = (v: number): number => panel.top + panel.height - (v / top) * panel.height;
    const pieces: Piece[] = [];
    let edge: { x: number; low: number; high: number }[] = [];
    const close = (): void => {
      if (edge.length > 1) {
        const points = [...edge.map((e) => [e.x, e.high]), ...[...edge].reverse().map((e) => [e.x, e.low])];
        pieces.push({ type: "polygon", shape: { points }, style: { fill: c.band, opacity: 0.8 } });
      }
      edge = [];
    };
    for (let i = from; i < to; i++) {
      const [low, high] = [s.band.low[i], s.band.high[i]];
      if (low === null || low === undefined || high === null || high === undefined) close();
      else edge.push({ x: xOf(g, span, (data.minutes[i] ?? 0) + MINUTE / 2), low: y(low), high: y(high) });
    }
    close();
    return pieces;
  });
}

/** Right of now is plan, not fact. */
function hatch({ g, colours }: Stage, from: number): Piece[] {
  const pieces: Piece[] = [];
  for (let x = from - (g.floor - g.top); x < g.right; x += 9) {
    const rise = g.floor - g.top;
    const x1 = Math.max(x, from);
    const x2 = Math.min(x + rise, g.right);
    if (x2 > x1) pieces.push({ ...line(x1, g.floor - (x1 - x), x2, g.floor - (x2 - x), colours.line), z2: -1 });
  }
  return pieces.map((piece) => ({ ...piece, style: { ...piece.style, opacity: 0.5 } }));
}

/** In front of the curves. */
export function over(stage: Stage): Piece[] {
  return [...track(stage), ...ends(stage), ...peaks(stage), ...nowLine(stage)];
}

function nowLine(stage: Stage): Piece[] {
  const { g, span, data, colours: c } = stage;
  if (data.now === null || data.now < span.min || data.now > span.max) return [];
  const x = Math.round(xOf(g, span, data.now)) + 0.5;
  const bottom = (g.rows.at(-1) ?? g.floor - ROW) + ROW;
  return [
    line(x, g.top, x, bottom, c.t2),
    { type: "rect", shape: { x: x - 25, y: g.floor + 3, width: 50, height: 16, r: 3 }, style: { fill: c.t2 } },
    text(stage, x, g.floor + 11, hourMinute(data.now, stage.zone), c.bg, { textAlign: "center", font: `600 11px ${stage.font}` }),
  ];
}

interface EndLabel {
  words: string;
  value: string;
  x: number;
  y: number;
  colour: string;
  panel: string;
  line: boolean;
}

/** Name and last value beside the last point, in text colour; a dot in the colour of the series. */
function ends(stage: Stage): Piece[] {
  const { g, span, data, colours: c } = stage;
  if (data.now === null || xOf(g, span, data.now) > g.right - 60) return [];
  const found = g.panels.flatMap((panel) => endsOf(stage, panel.id));
  const placed = found.map((label, i) => ({
    ...label,
    at:
      spread(
        found.filter((f) => f.panel === label.panel).map((f) => f.y),
        15,
        g.top + 8,
        g.floor - 6,
      )[found.slice(0, i).filter((f) => f.panel === label.panel).length] ?? label.y,
  }));
  const left = xOf(g, span, data.now) + 8;
  return placed.flatMap((label) => [
    ...(label.line ? [{ type: "circle" as const, shape: { cx: label.x, cy: label.y, r: 2.5 }, style: { fill: label.colour } }] : []),
    text(stage, left, label.at, `{a|${label.words}} {b|${label.value}}`, c.t2, {
      rich: { a: { fill: c.t2, font: `12px ${stage.font}` }, b: { fill: c.t1, font: `600 12px ${stage.font}` } },
    }),
  ]);
}

function endsOf(stage: Stage, panelId: string): EndLabel[] {
  const { g, span, data, colours: c } = stage;
  const panel = g.panels.find((p) => p.id === panelId);
  const series = data.series.filter((s) => s.panel === panelId && stage.on.has(s.id));
  if (!panel) return [];
  const [from, to] = slice(data.minutes, span);
  const top = scaleTop(series, from, to);
  return series.flatMap((s) => {
    let last = to - 1;
    while (last >= from && s.values[last] === null) last--;
    const value = s.values[last];
    const at = data.minutes[last];
    if (last < from || value === null || value === undefined || at === undefined) return [];
    const y = panel.top + panel.height - (value / top) * panel.height;
    return [
      {
        words: s.label,
        value: s.write(value),
        x: xOf(g, span, middle(at, data.now)),
        y: s.kind === "bar" ? panel.top + panel.height / 2 : y,
        colour: c[s.colour],
        panel: panelId,
        line: s.kind === "line",
      },
    ];
  });
}

function peaks(stage: Stage): Piece[] {
  const { g, span, data, colours: c } = stage;
  let taken = -Infinity;
  return [...(data.peaks ?? [])]
    .sort((a, b) => a.at - b.at)
    .flatMap((peak, i, all) => {
      const s = data.series.find((one) => one.id === peak.series);
      const panel = g.panels.find((p) => p.id === s?.panel);
      const value = s?.values[data.minutes.indexOf(peak.at)];
      if (!s || !panel || value === null || value === undefined || !stage.on.has(s.id)) return [];
      const [from, to] = slice(data.minutes, span);
      const top = scaleTop(
        data.series.filter((one) => one.panel === panel.id && stage.on.has(one.id)),
        from,
        to,
      );
      const [x, y] = [xOf(g, span, peak.at + MINUTE / 2), panel.top + panel.height - (value / top) * panel.height];
      if (x < g.left || x > g.right) return [];
      const width = wide(peak.label) * 1.1 + 14;
      const next = all[i + 1];
      const limit = next ? xOf(g, span, next.at) - 8 : g.right;
      // Right of its point where there is room, else left of it, else only the point.
      const side = x + width <= limit ? 1 : x - width >= Math.max(taken, g.left) ? -1 : 0;
      taken = side === 1 ? x + width : x + 8;
      const point: Piece = { type: "circle", shape: { cx: x, cy: y, r: 4 }, style: { fill: c.panel, stroke: c[s.colour], lineWidth: 2 } };
      if (side === 0) return [point];
      return [
        point,
        text(stage, x + 10 * side, y - 2, peak.label, c.t2, { textAlign: side === 1 ? "left" : "right", font: `12px ${stage.font}` }),
      ];
    });
}
