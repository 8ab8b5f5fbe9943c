import type { RouteRecordRaw } from "vue-router";

export const routes: RouteRecordRaw[] = [
  { path: "/warmup/:show?", component: () => import("./WarmupPage.vue"), meta: { title: "warmup.title", nav: { group: "before", order: 4 } } },
];
