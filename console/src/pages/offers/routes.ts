import type { RouteRecordRaw } from "vue-router";

export const routes: RouteRecordRaw[] = [
  { path: "/offers/:show?", component: () => import("./OffersPage.vue"), meta: { title: "offers.title", nav: { group: "before", order: 3.5 } } },
];
