/** Words of the links for screens: prompter, overlay, wall. */
import { words } from "@/ui/words";

const zh = {
  title: "分享屏幕",
  lead: "每条链接只看这一场、只能做那块屏幕该做的事，可随时收回。地址和二维码只显示一次。",
  views: { prompter: "提词（手机 / 平板）", overlay: "贴片（OBS 浏览器源）", wall: "大屏" } as Record<string, string>,
  name: "哪块屏幕",
  places: { prompter: "如：主播平板", overlay: "如：OBS 主机", wall: "如：会议室电视" } as Record<string, string>,
  overlay: "这里的链接画自带的竖屏或横屏。",
  overlayEdit: "选布局、改文字和位置",
  make: "生成链接",
  revoke: "收回",
  once: "请现在扫码或复制，关掉后不再显示",
  qr: "用手机相机扫这个二维码打开",
  thisMachine: "这个地址只有本机打得开。要让手机或平板打开，用 onair serve --tls 启动，或设置 ONAIR_PUBLIC_URL。",
  plain: "手机打得开，但不是安全连接：提词页不能用常亮功能（改用静音视频）。用 onair serve --tls 启动就可以。",
  open: (n: number) => `${n} 块屏幕开着`,
  seen: (t: string) => `上次打开 ${t}`,
  never: "还没打开过",
  unnamed: "未命名",
  none: "还没有链接",
};
const en: typeof zh = {
  title: "Share screens",
  lead: "Each link shows this show only, does only what that screen is for, and can be taken back at any time. Address and code are shown once.",
  views: { prompter: "Prompter (phone or tablet)", overlay: "Overlay (OBS browser source)", wall: "Wall" },
  name: "Which screen",
  places: { prompter: "such as: host's tablet", overlay: "such as: OBS machine", wall: "such as: meeting room" },
  overlay: "A link made here draws the built-in layout.",
  overlayEdit: "Choose a layout, words and places",
  make: "Make link",
  revoke: "Revoke",
  once: "Scan or copy it now; it is not shown again",
  qr: "Open it with a phone's camera",
  thisMachine: "Only this machine can open this address. For phones and tablets start with onair serve --tls, or set ONAIR_PUBLIC_URL.",
  plain: "A phone can open it, but not over a secure connection: no wake lock there (a muted video is used). Start with onair serve --tls.",
  open: (n) => `open on ${n} screen${n === 1 ? "" : "s"}`,
  seen: (t) => `last opened ${t}`,
  never: "never opened",
  unnamed: "unnamed",
  none: "No links yet",
};
export const screenWords = words(zh, en);
