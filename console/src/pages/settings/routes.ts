import type { RouteRecordRaw } from "vue-router";

export const routes: RouteRecordRaw[] = [
  { path: "/settings/:tab?", component: () => import("./SettingsPage.vue"), meta: { title: "settings.title", nav: { group: "system", order: 9 } } },
];
