import { createI18n } from "vue-i18n";
import { watch } from "vue";
import { type Lang, prefs } from "@/prefs/prefs";

export interface MessageTree {
  [key: string]: string | readonly string[] | MessageTree;
}
/** What a `messages.ts` beside a feature exports. Its first level is the feature's own name space. */
export type Messages = Readonly<Record<Lang, MessageTree>>;

/** Puts the messages of all features together; the same first-level name in two features is a mistake. */
export function gather(modules: Record<string, { default: Messages }>): Record<Lang, MessageTree> {
  const all: Record<Lang, MessageTree> = { zh: {}, en: {} };
  for (const [path, module] of Object.entries(modules)) {
    for (const lang of ["zh", "en"] as const) {
      for (const [name, tree] of Object.entries(module.default[lang])) {
        if (name in all[lang]) throw new Error(`${path}: messages “${name}” exist already`);
        all[lang][name] = tree;
      }
    }
  }
  return all;
}

/** One instance per page. The language follows the preference without a reload. */
export function makeI18n(modules: Record<string, { default: Messages }>) {
  const i18n = createI18n({
    legacy: false,
    locale: prefs.lang,
    fallbackLocale: "zh",
    messages: gather(modules),
    warnHtmlMessage: true,
  });
  watch(
    () => prefs.lang,
    (lang) => {
      i18n.global.locale.value = lang;
    },
  );
  return i18n;
}
