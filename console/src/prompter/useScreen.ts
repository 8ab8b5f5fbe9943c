/** Size, mirror, theme and the host's own cues: remembered by this device. */
import { ref, watch } from "vue";
import type { ThemeName } from "@/theme/tokens";

const KEY = "onair.prompter";
const OWN_MOST = 8;
const [SMALLEST, LARGEST] = [0.7, 1.8];

interface Saved {
  size: number;
  mirror: boolean;
  theme: ThemeName;
  own: string[];
}

function load(): Saved {
  const fresh: Saved = { size: 1, mirror: false, theme: "dark", own: [] };
  try {
    const saved = { ...fresh, ...(JSON.parse(localStorage.getItem(KEY) ?? "{}") as Partial<Saved>) };
    return { ...saved, own: Array.isArray(saved.own) ? saved.own.filter((text) => typeof text === "string") : [] };
  } catch (error) {
    console.info("prompter settings not readable", error); // of an older version: start anew
    return fresh;
  }
}

export function useScreen() {
  const saved = load();
  const size = ref(saved.size);
  const mirror = ref(saved.mirror);
  const theme = ref<ThemeName>(saved.theme === "light" ? "light" : "dark");
  const own = ref<string[]>(saved.own);
  watch(theme, (name) => (document.documentElement.dataset.theme = name), { immediate: true });
  watch([size, mirror, theme, own], () =>
    localStorage.setItem(KEY, JSON.stringify({ size: size.value, mirror: mirror.value, theme: theme.value, own: own.value })),
  );
  return {
    size,
    mirror,
    theme,
    own,
    grow: (by: number): void => {
      size.value = Math.min(LARGEST, Math.max(SMALLEST, Math.round((size.value + by) * 10) / 10));
    },
    addOwn: (text: string): void => {
      const cue = text.trim().slice(0, 40);
      if (cue && !own.value.includes(cue)) own.value = [...own.value, cue].slice(-OWN_MOST);
    },
    dropOwn: (text: string): void => {
      own.value = own.value.filter((cue) => cue !== text);
    },
  };
}
