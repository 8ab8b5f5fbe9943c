import { computed, reactive, readonly, ref } from "vue";
import type { ThemeName } from "@/theme/tokens";

export type Lang = "zh" | "en";
/** auto = dark on the live console, light elsewhere. */
export type ThemeChoice = "auto" | ThemeName;
/** Which colour a rise has. auto = the habit of the language: zh red up, en green up. */
export type RiseChoice = "auto" | "red" | "green";

interface Prefs {
  lang: Lang;
  theme: ThemeChoice;
  rise: RiseChoice;
}

const KEY = "onair.prefs";
const page = reactive<{ theme: ThemeName }>({ theme: "light" });
const state = reactive<Prefs>({ lang: browserLang(), theme: "auto", rise: "auto" });

/** The page is being put on paper, which is light whatever the screen shows. */
const onPaper = ref(false);

function browserLang(): Lang {
  return typeof navigator !== "undefined" && !navigator.language.toLowerCase().startsWith("zh") ? "en" : "zh";
}

function oneOf<T extends string>(value: unknown, allowed: readonly T[], otherwise: T): T {
  return allowed.find((item) => item === value) ?? otherwise;
}

function load(text: string | null): void {
  if (!text) return;
  let saved: Record<string, unknown>;
  try {
    saved = JSON.parse(text) as Record<string, unknown>;
  } catch {
    return; // written by something else: our defaults stand
  }
  state.lang = oneOf(saved.lang, ["zh", "en"], state.lang);
  state.theme = oneOf(saved.theme, ["auto", "dark", "light"], "auto");
  state.rise = oneOf(saved.rise, ["auto", "red", "green"], "auto");
}

/** The theme in force: light on paper, else the person's choice, else the one of the page. */
export const theme = computed<ThemeName>(() => (onPaper.value ? "light" : state.theme === "auto" ? page.theme : state.theme));
export const riseColour = computed<"red" | "green">(() =>
  state.rise === "auto" ? (state.lang === "zh" ? "red" : "green") : state.rise,
);
export const prefs = readonly(state);

function apply(): void {
  const root = document.documentElement;
  root.dataset.theme = theme.value;
  root.dataset.rise = riseColour.value;
  root.toggleAttribute("data-paper", onPaper.value);
  root.lang = state.lang === "zh" ? "zh-CN" : "en";
}

/** Reads what was chosen before and follows changes made in other tabs. Call once per page. */
export function startPrefs(pageTheme: ThemeName = "light"): void {
  page.theme = pageTheme;
  load(localStorage.getItem(KEY));
  apply();
  window.addEventListener("storage", (event) => {
    if (event.key !== KEY) return;
    load(event.newValue);
    apply();
  });
  for (const name of ["beforeprint", "afterprint"]) {
    window.addEventListener(name, () => {
      onPaper.value = name === "beforeprint";
      apply();
    });
  }
}

export function setPrefs(change: Partial<Prefs>): void {
  Object.assign(state, change);
  localStorage.setItem(KEY, JSON.stringify(state));
  apply();
}

/** A page says which theme it was made for; a choice of the person wins. */
export function setPageTheme(name: ThemeName): void {
  page.theme = name;
  apply();
}
