import type { RouteRecordRaw } from "vue-router";

export const routes: RouteRecordRaw[] = [
  { path: "/states", component: () => import("./StatesPage.vue"), meta: { title: "states.title", open: true } },
];
