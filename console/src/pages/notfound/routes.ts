import type { RouteRecordRaw } from "vue-router";

export const routes: RouteRecordRaw[] = [
  { path: "/:rest(.*)*", component: () => import("./NotFoundPage.vue"), meta: { title: "notfound.title" } },
];
