import type { RouteRecordRaw } from "vue-router";

export const routes: RouteRecordRaw[] = [{ path: "/asked/:show", component: () => import("./AskedPage.vue"), meta: { title: "asked.title" } }];
