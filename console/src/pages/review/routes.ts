import type { RouteRecordRaw } from "vue-router";

export const routes: RouteRecordRaw[] = [
  { path: "/review", component: () => import("./ChooseReview.vue"), meta: { title: "review.title", nav: { group: "after", order: 10 } } },
  { path: "/review/:id/compare", component: () => import("./compare/ComparePage.vue"), meta: { title: "review.compare" } },
  { path: "/review/:id", component: () => import("./ReviewPage.vue"), meta: { title: "review.title" } },
];
