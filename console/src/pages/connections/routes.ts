import type { RouteRecordRaw } from "vue-router";

export const routes: RouteRecordRaw[] = [
  { path: "/connections", component: () => import("./ConnectionsPage.vue"), meta: { title: "connections.title", nav: { group: "system", order: 1 } } },
];
