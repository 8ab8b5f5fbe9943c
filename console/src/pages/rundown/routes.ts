import type { RouteRecordRaw } from "vue-router";

export const routes: RouteRecordRaw[] = [
  { path: "/rundown/:show?", component: () => import("./RundownRoute.vue"), meta: { title: "rundown.title", nav: { group: "before", order: 3 } } },
];
