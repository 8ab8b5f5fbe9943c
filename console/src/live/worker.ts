/// <reference lib="webworker" />
// The shared worker: one line to the server for all tabs of this browser.
import { browserTools } from "./feed";
import { FeedHub } from "./hub";
import type { FromShared, ToShared } from "./wire";

const scope = self as unknown as SharedWorkerGlobalScope;
const hub = new FeedHub(browserTools);
/** Hidden tabs may speak only once a minute. */
const SILENT_TAB = 180_000;

scope.onconnect = ({ ports: [port] }) => {
  if (!port) return;
  const post = (message: FromShared): void => port.postMessage(message);
  let leave = (): void => undefined;
  let seen = Date.now();
  // A tab that crashed never says goodbye; it stops saying that it is here.
  const timer = setInterval(() => {
    if (Date.now() - seen > SILENT_TAB) leave();
  }, SILENT_TAB);
  port.onmessage = ({ data }: MessageEvent<ToShared>) => {
    seen = Date.now();
    if (data.kind === "here") return;
    leave();
    if (data.kind === "join") {
      leave = hub.join(
        data.url,
        (event) => post({ kind: "begin", url: data.url, event }),
        (change) => post({ kind: "change", url: data.url, change }),
      );
    } else {
      clearInterval(timer);
      port.close();
    }
  };
};
