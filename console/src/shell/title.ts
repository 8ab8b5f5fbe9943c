import { watchEffect } from "vue";
import { useI18n } from "vue-i18n";
import { useRoute } from "vue-router";

/** The browser's title follows page and language. */
export function usePageTitle(): void {
  const route = useRoute();
  const { t } = useI18n();
  watchEffect(() => {
    const name = route.meta.title ? t(route.meta.title) : "";
    document.title = name ? `${name} · ${t("shell.product")}` : t("shell.product");
  });
}
