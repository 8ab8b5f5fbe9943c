import { openLight } from "@/ui/light/open";
import FormPage from "./FormPage.vue";
import { words } from "./words";

openLight(FormPage, words.title);
// Read on a phone by somebody who set nothing up: as the phone is, unless the address asks otherwise.
const asked = new URLSearchParams(location.search).get("theme");
const dark = asked ? asked === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
document.documentElement.dataset.theme = dark ? "dark" : "light";
