import { QueryClient, VueQueryPlugin } from "@tanstack/vue-query";
import { createApp } from "vue";
import App from "@/App.vue";
import { ProblemError } from "@/api/problem";
import { makeI18n, type Messages } from "@/i18n";
import { makeRouter } from "@/router";
import "@/theme/controls.css";

const i18n = makeI18n(import.meta.glob<{ default: Messages }>("./**/messages.ts", { eager: true }));
const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 10_000,
      // An answer of the server will not change by asking again; a cut line may heal.
      retry: (count, error) => count < 2 && !(error instanceof ProblemError && error.status > 0),
      refetchOnWindowFocus: true,
    },
  },
});

createApp(App).use(i18n).use(VueQueryPlugin, { queryClient: queries }).use(makeRouter()).mount("#app");
