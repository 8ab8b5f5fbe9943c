import type { RouteRecordRaw } from "vue-router";

export const routes: RouteRecordRaw[] = [
  { path: "/library/rules/:rule/:part(edit|trace|backtest|score)?", component: () => import("./RulePage.vue"), meta: { title: "library.title" } },
];
