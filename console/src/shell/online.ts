import { ref } from "vue";

/** False while no server answers: the cable is pulled or the server stopped. */
export const reachable = ref(true);
