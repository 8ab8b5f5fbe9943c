import { openLight } from "@/ui/light/open";
import Overlay from "./Overlay.vue";
import { words } from "./words";

openLight(Overlay, words.title);
