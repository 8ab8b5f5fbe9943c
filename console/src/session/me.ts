import { computed, onMounted, watch } from "vue";
import { useRoute, useRouter } from "vue-router";
import { api, done, take } from "@/api/client";
import { asProblem, ProblemError } from "@/api/problem";
import { entered, left, me } from "@/api/session";
import { reachable } from "@/shell/online";

/** This browser has been signed in. A stranger who opens the front door goes to the login at once,
 * without a request that can only be refused. */
const KNOWN = "onair.known";

/** Asks once who is there; nobody → the login page, which brings back to where one wanted to go. */
export function useMe() {
  const route = useRoute();
  const router = useRouter();

  async function ask(): Promise<void> {
    await router.isReady();
    if (!localStorage.getItem(KNOWN) && (route.meta.open || route.path === "/today")) return left(nobody());
    try {
      entered(await take(api.GET("/api/v1/me")));
      reachable.value = true;
    } catch (error) {
      const problem = asProblem(error);
      if (problem.offline) {
        reachable.value = false;
        window.setTimeout(() => void ask(), 2000);
        return;
      }
      left(problem);
    }
  }
  watch(me, (who) => {
    if (who) localStorage.setItem(KNOWN, "1");
    else if (who === null) localStorage.removeItem(KNOWN);
  });

  onMounted(ask);
  watch(
    [me, () => route.fullPath, () => route.matched.length],
    () => {
      if (me.value === null && route.matched.length > 0 && !route.meta.open)
        void router.replace({ path: "/login", query: route.path === "/today" ? {} : { to: route.fullPath } });
    },
    { immediate: true },
  );
  return { ready: computed(() => !!me.value) };
}

const nobody = (): ProblemError => new ProblemError(401, "not_signed_in", "", "");

export async function login(name: string, password: string): Promise<void> {
  entered(await take(api.POST("/api/v1/login", { body: { login: name, password } })));
}

export async function claim(form: { token: string; name: string; login: string; password: string }): Promise<void> {
  entered(await take(api.POST("/api/v1/claim", { body: form })));
}

export async function logout(): Promise<void> {
  await done(api.POST("/api/v1/logout"));
  left(nobody());
}
