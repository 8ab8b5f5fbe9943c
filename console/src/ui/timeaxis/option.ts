/** The ECharts option of a time axis: curves and scales here, everything around them in scene.ts. */
import type { EChartsCoreOption } from "echarts/core";
import { axisLabel } from "../numbers";
import type { Lang } from "@/prefs/prefs";
import { middle, MINUTE, scaleTop, slice } from "./geometry";
import type { AxisSeries } from "./model";
import type { Piece, Stage } from "./pieces";
import { over, under } from "./scene";

function scenery(pieces: Piece[], id: string, z: number): Record<string, unknown> {
  return {
    id,
    type: "custom",
    coordinateSystem: "none",
    silent: true,
    animation: false,
    z,
    data: [0],
    renderItem: () => ({ type: "group", children: pieces }),
  };
}

function curve(stage: Stage, s: AxisSeries, index: number, perMinute: number): Record<string, unknown> {
  const { data, colours, span } = stage;
  const [from, to] = slice(data.minutes, span);
  const points: [number, number | null][] = [];
  for (let i = from; i < to; i++) points.push([middle(data.minutes[i] ?? 0, data.now), s.values[i] ?? null]);
  const colour = colours[s.colour];
  const shared = {
    id: s.id,
    name: s.label,
    xAxisIndex: index,
    yAxisIndex: index,
    data: points,
    animation: false,
    silent: true,
    clip: true,
    z: 4,
  };
  if (s.kind === "bar")
    return { ...shared, type: "bar", barWidth: Math.max(1, perMinute * 0.66), itemStyle: { color: colour, opacity: 0.88 } };
  return {
    ...shared,
    type: "line",
    showSymbol: false,
    connectNulls: false,
    lineStyle: { color: colour, width: s.panel === "online" ? 1.75 : 1.5, type: s.dashed ? [5, 3] : "solid" },
    areaStyle: s.area ? { color: colour, opacity: 0.1 } : undefined,
  };
}

export function option(stage: Stage, lang: Lang): EChartsCoreOption {
  const { g, span, data, colours: c } = stage;
  const [from, to] = slice(data.minutes, span);
  const perMinute = ((g.right - g.left) / (span.max - span.min)) * MINUTE;
  const grids = g.panels.map((panel, i) => {
    const series = data.series.filter((s) => s.panel === panel.id && stage.on.has(s.id));
    return { panel, series, top: scaleTop(series, from, to), i };
  });
  return {
    animation: false,
    backgroundColor: "transparent",
    textStyle: { fontFamily: stage.font },
    grid: grids.map(({ panel }) => ({ left: g.left, top: panel.top, width: g.right - g.left, height: panel.height, containLabel: false })),
    xAxis: grids.map(({ i }) => ({ gridIndex: i, type: "value", min: span.min, max: span.max, show: false })),
    yAxis: grids.map(({ panel, series, top, i }) => ({
      gridIndex: i,
      type: "value",
      min: 0,
      max: top,
      interval: panel.height >= 64 ? top / 2 : top,
      axisLine: { show: false },
      axisTick: { show: false },
      axisLabel: {
        show: series.some((s) => s.values.some((v) => v !== null && v !== undefined)),
        color: c.t3,
        fontSize: 11,
        margin: 8,
        formatter: (v: number) => axisLabel(v, lang),
      },
      splitLine: { lineStyle: { color: c.grid } },
    })),
    series: [
      scenery(under(stage), "under", 1),
      ...grids.flatMap(({ series, i }) => series.map((s) => curve(stage, s, i, perMinute))),
      scenery(over(stage), "over", 8),
    ],
  };
}
