import type { RouteRecordRaw } from "vue-router";

export const routes: RouteRecordRaw[] = [
  { path: "/gate/:show?", component: () => import("./GatePage.vue"), meta: { title: "gate.title", nav: { group: "before", order: 6 } } },
];
