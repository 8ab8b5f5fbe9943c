import type { RouteRecordRaw } from "vue-router";

export const routes: RouteRecordRaw[] = [
  { path: "/selection/:show?", component: () => import("./SelectionPage.vue"), meta: { title: "selection.title", nav: { group: "before", order: 2 } } },
];
