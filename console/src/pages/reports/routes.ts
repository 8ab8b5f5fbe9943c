import type { RouteRecordRaw } from "vue-router";

export const routes: RouteRecordRaw[] = [
  { path: "/reports", component: () => import("./ReportsPage.vue"), meta: { title: "reports.title", nav: { group: "after", order: 20 } } },
];
