/** Size, mirror and a screen that stays on: remembered by this device. */
import { onScopeDispose, ref, watch } from "vue";

const KEY = "onair.prompter";

interface Saved {
  size: number;
  mirror: boolean;
  seen: string[];
}

function load(): Saved {
  const fresh: Saved = { size: 1, mirror: false, seen: [] };
  try {
    return { ...fresh, ...(JSON.parse(localStorage.getItem(KEY) ?? "{}") as Partial<Saved>) };
  } catch (error) {
    console.info("prompter settings not readable", error); // of an older version: start anew
    return fresh;
  }
}

export function useScreen() {
  const saved = load();
  const size = ref(saved.size);
  const mirror = ref(saved.mirror);
  const seen = ref<string[]>(saved.seen);
  const awake = ref<"on" | "off" | "none">("wakeLock" in navigator ? "off" : "none");
  let lock: WakeLockSentinel | null = null;

  async function hold(): Promise<void> {
    if (awake.value === "none" || document.visibilityState !== "visible") return;
    try {
      lock = await navigator.wakeLock.request("screen");
      awake.value = "on";
      lock.addEventListener("release", () => (awake.value = "off"));
    } catch (error) {
      console.info("the screen may go dark", error); // low battery or not allowed: said on the button
      awake.value = "off";
    }
  }
  document.addEventListener("visibilitychange", hold);
  void hold();
  onScopeDispose(() => {
    document.removeEventListener("visibilitychange", hold);
    void lock?.release();
  });
  watch([size, mirror, seen], () =>
    localStorage.setItem(KEY, JSON.stringify({ size: size.value, mirror: mirror.value, seen: seen.value.slice(-200) })),
  );
  return { size, mirror, seen, awake, hold };
}
