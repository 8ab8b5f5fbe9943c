import type { RouteRecordRaw } from "vue-router";

export const routes: RouteRecordRaw[] = [
  { path: "/shows", component: () => import("./ShowsPage.vue"), meta: { title: "shows.title", nav: { group: "top", order: 2 } } },
  { path: "/shows/:id", component: () => import("./ShowPage.vue"), meta: { title: "shows.one" } },
];
