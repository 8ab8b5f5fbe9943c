import type { RouteRecordRaw } from "vue-router";

export const routes: RouteRecordRaw[] = [
  { path: "/overlays/:show?", component: () => import("./OverlaysPage.vue"), meta: { title: "overlays.title", nav: { group: "during", order: 12 } } },
];
