import type { RouteRecordRaw } from "vue-router";

export const routes: RouteRecordRaw[] = [
  { path: "/rehearsal", component: () => import("./RehearsalPage.vue"), meta: { title: "rehearsal.title", nav: { group: "during", order: 15 } } },
  { path: "/rehearsal/show/:show", component: () => import("./TrainingPage.vue"), meta: { title: "rehearsal.title" } },
];
