import "virtual:tokens.css";
import "../ui/light/light.css";
import { createApp } from "vue";
import Overlay from "./Overlay.vue";

createApp(Overlay).mount("#app");
