import "virtual:tokens.css";
import "../ui/light/light.css";
import { createApp } from "vue";
import Wall from "./Wall.vue";

createApp(Wall).mount("#app");
