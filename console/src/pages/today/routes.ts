import type { RouteRecordRaw } from "vue-router";

export const routes: RouteRecordRaw[] = [
  { path: "/today", component: () => import("./TodayPage.vue"), meta: { title: "today.title", nav: { group: "top", order: 1 } } },
];
