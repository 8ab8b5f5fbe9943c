/** Only the parts of ECharts that the console draws with. */
import { BarChart, CustomChart, LineChart } from "echarts/charts";
import { GridComponent } from "echarts/components";
import { init, use } from "echarts/core";
import { CanvasRenderer } from "echarts/renderers";

use([BarChart, CustomChart, LineChart, GridComponent, CanvasRenderer]);

export { init };
export type { ECharts } from "echarts/core";
