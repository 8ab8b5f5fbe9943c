import type { RouteRecordRaw } from "vue-router";

export const routes: RouteRecordRaw[] = [
  { path: "/library/:tab?", component: () => import("./LibraryPage.vue"), meta: { title: "library.title", nav: { group: "system", order: 1 } } },
];
