import { openLight } from "@/ui/light/open";
import FormPage from "./FormPage.vue";
import { words } from "./words";

openLight(FormPage, words.title);
// Read on a phone by somebody who set nothing up: as the phone is, unless the address asks otherwise.
if (!new URLSearchParams(location.search).has("theme")) document.documentElement.dataset.theme = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
