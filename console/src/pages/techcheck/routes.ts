import type { RouteRecordRaw } from "vue-router";

export const routes: RouteRecordRaw[] = [
  { path: "/techcheck/:room?", component: () => import("./TechcheckPage.vue"), meta: { title: "techcheck.title", nav: { group: "before", order: 5 } } },
];
