import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import vue from "@vitejs/plugin-vue";
import components from "unplugin-vue-components/vite";
import { ElementPlusResolver } from "unplugin-vue-components/resolvers";
import type { Plugin } from "vite";
import { configDefaults, defineConfig } from "vitest/config";
import { tokensCss } from "./src/theme/css.ts";

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** `virtual:tokens.css`: the token table as CSS variables, so that it is written down once. */
function tokens(): Plugin {
  const id = "virtual:tokens.css";
  return {
    name: "onair-tokens",
    resolveId: (source) => (source === id ? `\0${id}` : undefined),
    load: (source) => (source === `\0${id}` ? tokensCss() : undefined),
  };
}

// The console, and the light pages which must not carry Element Plus or ECharts.
const pages = ["index", "form", "overlay", "prompter", "share", "wall"].filter((name) => existsSync(here(`./${name}.html`)));
const backend = process.env.ONAIR_BACKEND ?? "http://127.0.0.1:8787";

export default defineConfig({
  base: "/",
  plugins: [
    tokens(),
    vue(),
    components({
      dirs: [],
      dts: "components.d.ts",
      resolvers: [ElementPlusResolver({ importStyle: "css" })],
    }),
  ],
  resolve: { alias: { "@": here("./src") } },
  define: { __VUE_I18N_FULL_INSTALL__: "false", __VUE_I18N_LEGACY_API__: "false", __INTLIFY_PROD_DEVTOOLS__: "false" },
  build: {
    outDir: "../src/onair/webroot",
    emptyOutDir: true,
    target: "es2022",
    // An inlined asset would be a data: address; the content policy of the server names only itself.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 700,
    rolldownOptions: {
      input: Object.fromEntries(pages.map((name) => [name, here(`./${name}.html`)])),
    },
  },
  worker: { format: "es" },
  server: {
    proxy: Object.fromEntries(["/api", "/f/", "/o/", "/p/", "/r/", "/w/"].map((path) => [path, { target: backend, changeOrigin: false }])),
  },
  test: { environment: "node", exclude: [...configDefaults.exclude], include: ["src/**/*.test.ts"] },
});
