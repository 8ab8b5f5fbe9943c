import type { RouteRecordRaw } from "vue-router";

export const routes: RouteRecordRaw[] = [
  { path: "/delivery/:tab?", component: () => import("./DeliveryPage.vue"), meta: { title: "delivery.title", nav: { group: "system", order: 2 } } },
];
