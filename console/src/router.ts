import { createRouter, createWebHashHistory, type RouteRecordRaw, type Router } from "vue-router";
import { setPageTheme } from "@/prefs/prefs";
import type { ThemeName } from "@/theme/tokens";

/** Places in the left navigation, top to bottom. */
export const GROUPS = ["top", "before", "during", "after", "people", "system"] as const;
export type NavGroup = (typeof GROUPS)[number];

declare module "vue-router" {
  interface RouteMeta {
    /** Key of the page's title in the messages. */
    title?: string;
    /** Where the page stands in the navigation; without it the page has no entry. */
    nav?: { group: NavGroup; order: number };
    /** The theme the page was made for, when the person has chosen none. */
    theme?: ThemeName;
    /** No side navigation: the page brings its own header (live console) or is for anybody (login). */
    bare?: boolean;
    /** May be seen without a session. */
    open?: boolean;
  }
}

/** Every folder of pages says itself which routes it has. */
export function pageRoutes(): RouteRecordRaw[] {
  const modules = import.meta.glob<{ routes: RouteRecordRaw[] }>("./pages/*/routes.ts", { eager: true });
  return Object.values(modules).flatMap((module) => module.routes);
}

/** The router hears of a changed address only once its first page is there; one that changed meanwhile is followed then. */
function followEarly(router: Router): void {
  let wanted: string | null = null;
  const heard = (): void => void (wanted = location.hash.slice(1));
  window.addEventListener("hashchange", heard);
  void router.isReady().finally(() => {
    window.removeEventListener("hashchange", heard);
    if (wanted !== null) void router.replace(wanted);
  });
}

export function makeRouter(): Router {
  const router = createRouter({
    history: createWebHashHistory(),
    routes: [{ path: "/", redirect: "/today" }, ...pageRoutes()],
    scrollBehavior: (_to, _from, saved) => saved ?? { top: 0 },
  });
  followEarly(router);
  router.afterEach((to) => setPageTheme(to.meta.theme ?? "light"));
  return router;
}
