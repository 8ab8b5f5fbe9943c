import { openLight } from "@/ui/light/open";
import Prompter from "./Prompter.vue";
import { words } from "./words";

openLight(Prompter, words.title);
