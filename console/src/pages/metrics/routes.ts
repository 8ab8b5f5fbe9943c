import type { RouteRecordRaw } from "vue-router";

export const routes: RouteRecordRaw[] = [
  { path: "/metrics", component: () => import("./MetricsPage.vue"), meta: { title: "metrics.title", nav: { group: "system", order: 3 } } },
];
