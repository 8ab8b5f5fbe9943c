import type { RouteRecordRaw } from "vue-router";

export const routes: RouteRecordRaw[] = [
  { path: "/login", component: () => import("./LoginPage.vue"), meta: { title: "session.title", open: true } },
  { path: "/claim", component: () => import("./ClaimPage.vue"), meta: { title: "session.claim", open: true } },
];
