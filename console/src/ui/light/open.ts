/** Starts a page for a screen that nobody sits at, in the language that its address asks for. */
import "virtual:tokens.css";
import "./light.css";
import { type Component, createApp } from "vue";
import { lang } from "./useView";

export function openLight(page: Component, title: string): void {
  document.documentElement.lang = lang === "zh" ? "zh-CN" : "en";
  // Nobody sets preferences here: a rise has the colour that readers of the language expect.
  document.documentElement.dataset.rise = lang === "zh" ? "red" : "green";
  // Dark unless the address asks otherwise: a screen in a bright shop window is read on white.
  if (new URLSearchParams(location.search).get("theme") === "light") document.documentElement.dataset.theme = "light";
  document.title = title;
  createApp(page).mount("#app");
}
