/** The event track under the curves: blocks of slots, marks of what was done and what happened. Pure. */
import type { TokenName } from "@/theme/tokens";
import { ROW, xOf } from "./geometry";
import type { Block, Mark, Shape } from "./model";
import { type Piece, type Stage, text, wide } from "./pieces";

export function track(stage: Stage): Piece[] {
  const { g, data } = stage;
  if (!g.rows.length) return [];
  return [
    ...data.blocks.flatMap((b) => block(stage, b)),
    ...g.rows.flatMap((_, row) =>
      marks(
        stage,
        data.marks.filter((m) => m.row === row),
        row,
      ),
    ),
  ];
}

function block(stage: Stage, b: Block): Piece[] {
  const { g, span, data, colours: c } = stage;
  const until = b.end ?? Math.max(data.now ?? span.max, b.at);
  const x1 = Math.max(g.left, xOf(g, span, b.at));
  const x2 = Math.min(g.right, xOf(g, span, until));
  if (x2 - x1 < 1) return [];
  const y = (g.rows[0] ?? 0) + 1;
  const [width, colour] = [x2 - x1 - 1, c[b.colour]];
  const label =
    width > 22
      ? [text(stage, x1 + 7, y + 8, b.label, b.planned ? c.t2 : c.t1, { width: width - 9, overflow: "truncate", ellipsis: "" })]
      : [];
  if (b.planned)
    return [
      { type: "rect", shape: { x: x1, y: y + 0.5, width, height: 15, r: 3 }, style: { fill: "none", stroke: colour, lineDash: [3, 2] } },
      ...label,
    ];
  return [
    { type: "rect", shape: { x: x1, y, width, height: 16, r: 3 }, style: { fill: colour, opacity: 0.24 } },
    { type: "rect", shape: { x: x1, y, width: Math.min(3, width), height: 16, r: 1.5 }, style: { fill: colour } },
    ...label,
  ];
}

/** A mark keeps its shape always, its words only where they do not reach the next mark. */
function marks(stage: Stage, list: readonly Mark[], row: number): Piece[] {
  const { g, span, colours: c } = stage;
  const y = (g.rows[row] ?? 0) + ROW / 2 - 1;
  const seen = list
    .map((m) => ({ m, x: xOf(g, span, m.at) }))
    .filter((s) => s.x >= g.left && s.x <= g.right)
    .sort((a, b) => a.x - b.x);
  const nowX = stage.data.now === null ? Infinity : xOf(g, span, stage.data.now);
  return seen.flatMap(({ m, x }, i) => {
    const next = Math.min(seen[i + 1]?.x ?? g.right + 8, x <= nowX ? nowX + 12 : Infinity);
    const room = next - x - 18;
    const before = x - (seen[i - 1]?.x ?? g.left);
    if (room < wide(m.label) && before > wide(m.label) + wide(seen[i - 1]?.m.label ?? "") + 36)
      return [drawShape(m.shape, x, y, c), text(stage, x - 9, y, m.label, c.t2, { textAlign: "right" })];
    const shape = drawShape(m.shape, x, y, c);
    if (room < 36) return [shape];
    return [shape, text(stage, x + 9, y, m.label, c.t2, { width: room, overflow: "truncate", ellipsis: "…" })];
  });
}

function drawShape(shape: Shape, x: number, y: number, c: Record<TokenName, string>): Piece {
  const diamond = [
    [x, y - 5],
    [x + 5, y],
    [x, y + 5],
    [x - 5, y],
  ];
  if (shape === "diamond") return { type: "polygon", shape: { points: diamond }, style: { fill: c.accent } };
  if (shape === "diamond-open")
    return { type: "polygon", shape: { points: diamond }, style: { fill: "none", stroke: c.accent, lineWidth: 2 } };
  if (shape === "square") return { type: "rect", shape: { x: x - 4, y: y - 4, width: 8, height: 8, r: 1 }, style: { fill: c.c2 } };
  if (shape === "triangle")
    return {
      type: "polygon",
      shape: {
        points: [
          [x, y - 6],
          [x + 6, y + 5],
          [x - 6, y + 5],
        ],
      },
      style: { fill: c.warn },
    };
  if (shape === "circle") return { type: "circle", shape: { cx: x, cy: y, r: 4 }, style: { fill: "none", stroke: c.t2, lineWidth: 2 } };
  return {
    type: "polyline",
    shape: {
      points: [
        [x - 3, y + 6],
        [x - 3, y - 5],
        [x + 5, y - 5],
        [x + 2, y - 2],
        [x + 5, y + 1],
        [x - 3, y + 1],
      ],
    },
    style: { stroke: c.t2, lineWidth: 1.6, fill: "none" },
  };
}
