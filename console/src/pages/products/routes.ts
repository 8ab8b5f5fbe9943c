import type { RouteRecordRaw } from "vue-router";

export const routes: RouteRecordRaw[] = [
  { path: "/products", component: () => import("./ProductsPage.vue"), meta: { title: "products.title", nav: { group: "before", order: 1 } } },
];
