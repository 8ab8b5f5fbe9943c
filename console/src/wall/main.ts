import { openLight } from "@/ui/light/open";
import Wall from "./Wall.vue";
import { words } from "./words";

openLight(Wall, words.title);
