import "virtual:tokens.css";
import "../ui/light/light.css";
import { createApp } from "vue";
import Prompter from "./Prompter.vue";

createApp(Prompter).mount("#app");
