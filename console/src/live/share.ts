import { browserTools, type FeedEvent, follow } from "./feed";
import { FeedHub } from "./hub";
import type { FromShared, ToShared } from "./wire";

type Listener = (event: FeedEvent) => void;
const HERE = 20_000;

/** Listens to one address through whatever this browser offers; the answer hangs up. */
export function listen(url: string, listener: Listener): () => void {
  if (typeof SharedWorker !== "undefined") return viaWorker(url, listener);
  if (typeof BroadcastChannel !== "undefined" && "locks" in navigator) return viaLeader(url, listener);
  return alone(url, listener);
}

/** Keeps the state of this tab from a beginning and the changes after it. */
function mirror(url: string, listener: Listener): (message: FromShared) => void {
  let event: FeedEvent | null = null;
  return (message) => {
    if (message.url !== url) return;
    if (message.kind === "begin") event = message.event;
    else if (event) event = follow(event, message.change);
    if (event) listener(event);
  };
}

export function viaWorker(url: string, listener: Listener): () => void {
  const worker = new SharedWorker(new URL("./worker.ts", import.meta.url), { type: "module", name: "onair-live" });
  const post = (message: ToShared): void => worker.port.postMessage(message);
  const hear = mirror(url, listener);
  let inner: (() => void) | null = null;
  // A worker that cannot start (an old cache, a policy) must not cost the page its numbers.
  worker.onerror = () => (inner ??= alone(url, listener));
  worker.port.onmessage = ({ data }: MessageEvent<FromShared>) => hear(data);
  worker.port.start();
  const join = (): void => post({ kind: "join", url });
  const timer = setInterval(() => post({ kind: "here" }), HERE);
  const shown = (): void => {
    if (document.visibilityState === "visible") join(); // the worker may have given up on a sleeping tab
  };
  const leave = (): void => post({ kind: "leave" });
  document.addEventListener("visibilitychange", shown);
  window.addEventListener("pagehide", leave);
  join();
  return () => {
    clearInterval(timer);
    document.removeEventListener("visibilitychange", shown);
    window.removeEventListener("pagehide", leave);
    leave();
    inner?.();
  };
}

/** Without shared workers: the tab that gets the lock holds the line and tells the others. */
export function viaLeader(url: string, listener: Listener): () => void {
  const channel = new BroadcastChannel(`onair-live:${url}`);
  const hear = mirror(url, listener);
  const stop = new AbortController();
  let release = (): void => undefined;
  const lead = async (): Promise<void> => {
    let event: FeedEvent | null = null;
    const tell = (message: FromShared): void => {
      hear(message);
      channel.postMessage(message);
    };
    const leave = new FeedHub(browserTools).join(
      url,
      (begin) => tell({ kind: "begin", url, event: (event = begin) }),
      (change) => {
        event = event && follow(event, change);
        tell({ kind: "change", url, change });
      },
    );
    channel.onmessage = ({ data }: MessageEvent<ToShared>) => {
      if (data.kind === "join" && event) channel.postMessage({ kind: "begin", url, event } satisfies FromShared);
    };
    await new Promise<void>((resolve) => (release = resolve));
    leave();
  };
  channel.onmessage = ({ data }: MessageEvent<FromShared>) => hear(data);
  navigator.locks
    .request(`onair-live:${url}`, { signal: stop.signal }, lead)
    .catch((error: unknown) => {
      if (!stop.signal.aborted) throw error;
    });
  channel.postMessage({ kind: "join", url } satisfies ToShared);
  return () => {
    stop.abort();
    release();
    channel.close();
  };
}

export function alone(url: string, listener: Listener): () => void {
  let event: FeedEvent | null = null;
  return new FeedHub(browserTools).join(
    url,
    (begin) => listener((event = begin)),
    (change) => {
      event = event && follow(event, change);
      if (event) listener(event);
    },
  );
}
