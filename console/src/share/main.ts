import "virtual:tokens.css";
import "@/ui/light/light.css";
import { createApp } from "vue";
import SharePage from "./SharePage.vue";
import { lang, w } from "./words";

document.documentElement.lang = lang === "zh" ? "zh-CN" : "en";
document.documentElement.dataset.rise = lang === "zh" ? "red" : "green";
document.documentElement.dataset.theme = window.matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
document.title = w.title;
createApp(SharePage).mount("#app");
