import type { RouteRecordRaw } from "vue-router";

export const routes: RouteRecordRaw[] = [
  { path: "/feedback/:ticket?", component: () => import("./FeedbackPage.vue"), meta: { title: "feedback.title", nav: { group: "after", order: 30 } } },
];
