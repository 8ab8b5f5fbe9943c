import type { RouteRecordRaw } from "vue-router";

export const routes: RouteRecordRaw[] = [
  { path: "/imports", component: () => import("./ImportsPage.vue"), meta: { title: "imports.title", nav: { group: "system", order: 2 } } },
];
