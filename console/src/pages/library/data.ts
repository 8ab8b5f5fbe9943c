import { api, done, take } from "@/api/client";
import type { components } from "@/api/schema";
import type { Kind, Theme } from "../rundown/data";

type Schemas = components["schemas"];
export type PaperLists = Schemas["PaperListsOut"];
export type PaperRule = Schemas["PaperListForm"];
export type PaperKind = PaperLists["kinds"][number]["kind"];
export type Host = Schemas["Host"];

/** Words in both languages; English that nobody wrote is the Chinese. */
export interface Both {
  zh: string;
  en: string;
}
export interface Step {
  kind: Kind;
  minutes: number;
  title: Both;
  role: string | null;
}
export interface ThemeForm {
  name: Both;
  hook: Both;
  opening: number;
  closing: number;
  loop: Step[];
}

export const formOf = (theme: Theme): ThemeForm => ({
  name: { ...theme.name }, hook: { ...theme.hook }, opening: theme.opening, closing: theme.closing,
  loop: theme.loop.map((step) => ({ kind: step.kind, minutes: step.minutes, title: { ...step.title }, role: step.role ?? null })),
});
const filled = (words: Both): Both => ({ zh: words.zh.trim(), en: words.en.trim() || words.zh.trim() });
export function bodyOf(form: ThemeForm, version: number): Schemas["ThemePut"] {
  const loop = form.loop.map((step) => ({ ...step, title: filled(step.title) }));
  return { version, name: filled(form.name), hook: filled(form.hook), opening: form.opening, closing: form.closing, loop: loop as Schemas["StepIn"][] };
}
/** A code that no theme has yet. */
export const newCode = (now = Date.now()): string => `own_${now.toString(36)}`;

const at = (code: string) => ({ params: { path: { code } } });
export const putTheme = (code: string, body: Schemas["ThemePut"]): Promise<Theme> => take(api.PUT("/api/v1/themes/{code}", { ...at(code), body }));
export const removeTheme = (code: string, version: number): Promise<void> => done(api.DELETE("/api/v1/themes/{code}", { params: { path: { code }, query: { version } } }));
export const restoreTheme = (code: string): Promise<Theme> => take(api.POST("/api/v1/themes/{code}/restore", at(code)));
export const addHost = (name: string): Promise<Host> => take(api.POST("/api/v1/hosts", { body: { name } }));
export const renameHost = (id: string, version: number, name: string): Promise<Host> => take(api.PATCH("/api/v1/hosts/{host_id}", { params: { path: { host_id: id } }, body: { version, name } }));
export const allHosts = async (): Promise<Host[]> => (await take(api.GET("/api/v1/hosts"))).items;
export const paperLists = (): Promise<PaperLists> => take(api.GET("/api/v1/papers/required"));
/** All lists at once; `rules` null = as they came with OnAir. */
export const putPaperLists = (body: Schemas["PaperListsForm"]): Promise<PaperLists> => take(api.PUT("/api/v1/papers/required", { body }));
/** Words as people write them in one line: 食品、零食，snack */
export const wordsOf = (text: string): string[] => [...new Set(text.split(/[、,，;；\n]/).map((word) => word.trim()).filter(Boolean))];
