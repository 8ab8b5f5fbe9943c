import type { RouteRecordRaw } from "vue-router";

export const routes: RouteRecordRaw[] = [
  { path: "/people/:part?/:segment?", component: () => import("./PeoplePage.vue"), meta: { title: "people.title", nav: { group: "people", order: 10 } } },
];
