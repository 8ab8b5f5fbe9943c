import type { RouteRecordRaw } from "vue-router";

export const routes: RouteRecordRaw[] = [
  {
    path: "/live",
    component: () => import("./ChooseShow.vue"),
    meta: { title: "live.title", nav: { group: "during", order: 10 } },
  },
  {
    path: "/live/:id",
    component: () => import("./LivePage.vue"),
    meta: { title: "live.title", theme: "dark", bare: true },
  },
];
