/** One ECharts instance in one element: drawn at most once a frame, resized with it, disposed with it. */
import { onBeforeUnmount, onMounted, type Ref, ref, watch } from "vue";
import type { EChartsCoreOption } from "echarts/core";
import { type ECharts, init } from "./echarts";

const PRINT = ["beforeprint", "afterprint"];

export function useChart(host: Ref<HTMLElement | undefined>, build: (size: { width: number; height: number }) => EChartsCoreOption | null) {
  const size = ref({ width: 0, height: 0 });
  let chart: ECharts | null = null;
  let frame = 0;

  function draw(): void {
    frame = 0;
    if (!chart || size.value.width < 40 || size.value.height < 40) return;
    const made = build(size.value);
    if (made) chart.setOption(made, { notMerge: true, lazyUpdate: false, silent: true });
  }
  function ask(): void {
    if (!frame) frame = window.requestAnimationFrame(draw);
  }
  const observer = new ResizeObserver((entries) => {
    const box = entries[0]?.contentRect;
    if (!box || !box.width || !box.height) return;
    size.value = { width: Math.round(box.width), height: Math.round(box.height) };
    chart?.resize(size.value);
    ask();
  });
  /** Paper has another width and other colours, and waits for no frame: drawn at once, and again for the screen. */
  function fit(): void {
    const { clientWidth: width = 0, clientHeight: height = 0 } = host.value ?? {};
    if (!chart || !width || !height) return;
    size.value = { width, height };
    chart.resize(size.value);
    draw();
  }
  function start(element: HTMLElement): void {
    chart = init(element, undefined, { renderer: "canvas" });
    observer.observe(element);
    for (const name of PRINT) window.addEventListener(name, fit);
  }
  function stop(): void {
    observer.disconnect();
    for (const name of PRINT) window.removeEventListener(name, fit);
    window.cancelAnimationFrame(frame);
    frame = 0;
    chart?.dispose();
    chart = null;
  }
  onMounted(() => host.value && start(host.value));
  // The element goes away while the table is shown.
  watch(host, (now, before) => {
    if (before && !now) stop();
    if (now && !before && !chart) start(now);
  });
  onBeforeUnmount(stop);
  return {
    size,
    ask,
    png: (background: string): string => chart?.getDataURL({ type: "png", pixelRatio: 2, backgroundColor: background }) ?? "",
  };
}
