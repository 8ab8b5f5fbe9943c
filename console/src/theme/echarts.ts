import { FONT, SERIES, themes, type ThemeName } from "./tokens";

/** The ECharts theme of a token set; register both once, then name them: `init(el, "dark")`. */
export function echartsTheme(name: ThemeName): Record<string, unknown> {
  const t = themes[name];
  const axis = {
    axisLine: { show: false, lineStyle: { color: t.line2 } },
    axisTick: { show: false },
    axisLabel: { color: t.t3, fontSize: 11, lineHeight: 16 },
    splitLine: { lineStyle: { color: t.grid, width: 1 } },
    splitArea: { show: false },
    nameTextStyle: { color: t.t2, fontSize: 11 },
  };
  return {
    color: SERIES.map((series) => t[series]),
    backgroundColor: "transparent",
    animation: false,
    textStyle: { fontFamily: FONT, color: t.t2, fontSize: 12 },
    title: { textStyle: { color: t.t1, fontSize: 15, fontWeight: 600 }, subtextStyle: { color: t.t3 } },
    line: { lineStyle: { width: 1.75 }, symbol: "none", smooth: false },
    bar: { itemStyle: { borderRadius: 0 } },
    categoryAxis: axis,
    valueAxis: axis,
    timeAxis: axis,
    logAxis: axis,
    legend: { textStyle: { color: t.t2, fontSize: 12 }, inactiveColor: t.t3 },
    tooltip: {
      backgroundColor: t["pop-bg"],
      borderWidth: 0,
      padding: [8, 12],
      textStyle: { color: t["pop-t"], fontSize: 12, lineHeight: 18 },
      axisPointer: { lineStyle: { color: t.t3 }, crossStyle: { color: t.t3 }, label: { backgroundColor: t.t2, color: t.panel } },
      extraCssText: "border-radius:8px",
    },
    markLine: { lineStyle: { color: t.t2, type: "solid", width: 1 }, label: { color: t.t1 } },
    markArea: { itemStyle: { color: t.band, opacity: 0.5 } },
  };
}
