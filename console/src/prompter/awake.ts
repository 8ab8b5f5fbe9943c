/**
 * A screen that stays on. Wake Lock where the browser has it (secure contexts only); else a muted video of a few
 * frames, drawn and recorded here, that plays behind the page: phones do not sleep over a video.
 */
import { onScopeDispose, ref } from "vue";

/** wake = by Wake Lock, video = by the video, off = the browser let go, none = neither works here. */
export type Awake = "wake" | "video" | "off" | "none";
const RECORDED_MS = 1_200;

/** A silent film of a black field with one grey pixel that moves; null where the browser cannot record. */
async function film(): Promise<Blob | null> {
  if (typeof MediaRecorder === "undefined") return null;
  const canvas = document.createElement("canvas");
  if (typeof canvas.captureStream !== "function") return null;
  canvas.width = canvas.height = 16;
  const pen = canvas.getContext("2d");
  if (!pen) return null;
  const recorder = new MediaRecorder(canvas.captureStream(10));
  const parts: Blob[] = [];
  recorder.ondataavailable = ({ data }) => parts.push(data);
  const ended = new Promise((resolve) => (recorder.onstop = resolve));
  recorder.start();
  let n = 0;
  const timer = window.setInterval(() => {
    pen.fillStyle = "#000";
    pen.fillRect(0, 0, 16, 16);
    pen.fillStyle = "#222";
    pen.fillRect(n++ % 16, 0, 1, 1);
  }, 100);
  window.setTimeout(() => recorder.stop(), RECORDED_MS);
  await ended;
  window.clearInterval(timer);
  return parts.length ? new Blob(parts, { type: recorder.mimeType }) : null;
}

async function play(): Promise<HTMLVideoElement | null> {
  const made = await film();
  if (!made) return null;
  const video = document.createElement("video");
  // As large as the page, behind it: browsers hold the screen for a video that is in sight, not for a dot.
  video.className = "awake-film";
  video.muted = video.loop = video.playsInline = true;
  video.setAttribute("aria-hidden", "true");
  video.src = URL.createObjectURL(made);
  document.body.prepend(video);
  await video.play();
  return video;
}

export function useAwake() {
  const awake = ref<Awake>("off");
  let lock: WakeLockSentinel | null = null;
  let video: HTMLVideoElement | null = null;
  let trying = false;

  async function byLock(): Promise<boolean> {
    if (!("wakeLock" in navigator)) return false;
    try {
      lock = await navigator.wakeLock.request("screen");
    } catch (error) {
      console.info("no wake lock", error); // low battery or a policy: the video is tried
      return false;
    }
    awake.value = "wake";
    lock.addEventListener("release", () => (awake.value = "off"));
    return true;
  }
  async function byVideo(): Promise<void> {
    try {
      if (video) await video.play();
      else video = await play();
      awake.value = video ? "video" : "none";
    } catch (error) {
      console.info("no film to stay awake by", error); // not allowed before a tap, or no codec
      awake.value = "none";
    }
  }
  async function hold(): Promise<void> {
    if (trying || awake.value === "wake" || document.visibilityState !== "visible") return;
    trying = true;
    try {
      if (!(await byLock())) await byVideo();
    } finally {
      trying = false;
    }
  }
  const touched = (): void => {
    if (awake.value === "off" || awake.value === "none") void hold();
  };
  document.addEventListener("visibilitychange", hold);
  document.addEventListener("pointerdown", touched);
  void hold();
  onScopeDispose(() => {
    document.removeEventListener("visibilitychange", hold);
    document.removeEventListener("pointerdown", touched);
    void lock?.release();
    if (video) URL.revokeObjectURL(video.src);
    video?.remove();
  });
  return { awake, hold };
}
