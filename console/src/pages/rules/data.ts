/** Rules of the playbook as the server tells them. */
import { useQuery, useQueryClient } from "@tanstack/vue-query";
import { computed, type MaybeRefOrGetter, toValue } from "vue";
import { api, done, take } from "@/api/client";
import type { components } from "@/api/schema";
import { prefs } from "@/prefs/prefs";
import type { Condition, Rule, Step } from "./form";

type Schemas = components["schemas"];
export type RuleRow = Omit<Schemas["RuleOut"], "rule"> & { rule: Rule | null };
export type Kit = Schemas["PlaybookKit"];
export type Reading = Schemas["ReadingOut"];
export type Act = Schemas["RuleAct"];
export type ActField = Schemas["RuleActField"];
export type Flaw = Schemas["RuleFlaw"];
export type Preview = Schemas["RulePreview"];
export type Usual = Schemas["UsualOut"];
export type Mode = Schemas["PutRoom"]["mode"];
export type Score = Schemas["ScoreRow"];
export type Trial = Schemas["TrialOut"];
export type Repeated = Schemas["RepeatedEffect"];
export type Traced = Schemas["TracedRule"];
export type Check = Schemas["TracedCheck"];
export type Backtest = Schemas["BacktestOut"];
export type TestedShow = Schemas["TestedShow"];
export type Firing = Schemas["TestedFiring"];

const at = (rule: string) => ({ params: { path: { rule_id: rule } } });
/** The server fills every default in; its document only says that a form may leave them out. */
const whole = (one: Schemas["RuleOut"]): RuleRow => ({ ...one, rule: one.rule as Rule | null });

export const listRules = async (): Promise<RuleRow[]> => (await take(api.GET("/api/v1/playbook/rules"))).items.map(whole);
export const getRule = async (id: string): Promise<RuleRow> => whole(await take(api.GET("/api/v1/playbook/rules/{rule_id}", at(id))));
export const putRule = async (id: string, version: number, rule: Rule): Promise<RuleRow> =>
  whole(await take(api.PUT("/api/v1/playbook/rules/{rule_id}", { ...at(id), body: { version, rule } })));
export const resetRule = (id: string, version: number): Promise<void> =>
  done(api.DELETE("/api/v1/playbook/rules/{rule_id}", { params: { path: { rule_id: id }, query: { version } } }));
export const putMode = async (id: string, version: number, room: string, mode: Mode): Promise<RuleRow> =>
  whole(await take(api.PUT("/api/v1/playbook/rules/{rule_id}/room", { ...at(id), body: { version, room, mode } })));
export const ruleText = (id: string): Promise<Schemas["RuleText"]> => take(api.GET("/api/v1/playbook/rules/{rule_id}/text", at(id)));
export const readText = (text: string): Promise<Schemas["RuleRead"]> => take(api.POST("/api/v1/playbook/read", { body: { text } }));
export const previewOf = (rule: Rule): Promise<Preview> => take(api.POST("/api/v1/playbook/preview", { body: { rule: { ...rule } } }));
export const traceOf = (show: string, rule: string, when: number | null): Promise<Schemas["TraceOut"]> =>
  take(
    api.GET("/api/v1/shows/{show_id}/playbook/rules/{rule_id}/trace", {
      params: { path: { show_id: show, rule_id: rule }, query: when === null ? {} : { at: when } },
    }),
  );
export const beginTest = (body: { rule_id: string; rule?: Rule; shows: string[] }): Promise<Backtest> => take(api.POST("/api/v1/playbook/backtests", { body }));
const oneTest = (id: string) => ({ params: { path: { backtest_id: id } } });
export const getTest = (id: string): Promise<Backtest> => take(api.GET("/api/v1/playbook/backtests/{backtest_id}", oneTest(id)));
export const cancelTest = (id: string): Promise<Backtest> => take(api.POST("/api/v1/playbook/backtests/{backtest_id}/cancel", oneTest(id)));
export const listTests = async (): Promise<Backtest[]> => (await take(api.GET("/api/v1/playbook/backtests"))).items;

export const startTrial = (rule: string, body: Schemas["StartTrial"]): Promise<Trial> => take(api.PUT("/api/v1/playbook/rules/{rule_id}/trial", { ...at(rule), body }));
export const stopTrial = (rule: string, room: string): Promise<Trial> =>
  take(api.DELETE("/api/v1/playbook/rules/{rule_id}/trial", { params: { path: { rule_id: rule }, query: { room } } }));

const lang = computed(() => prefs.lang);
export const useRules = () => useQuery({ queryKey: ["rules", lang], queryFn: listRules, refetchInterval: 30_000 });
export const useRule = (id: MaybeRefOrGetter<string>) =>
  useQuery({ queryKey: computed(() => ["rules", lang.value, toValue(id)]), queryFn: () => getRule(toValue(id)), enabled: () => toValue(id) !== "" });
export const useKit = () => useQuery({ queryKey: ["rules-kit", lang], queryFn: () => take(api.GET("/api/v1/playbook/kit")), staleTime: 600_000 });
export const useScores = (room: () => string | undefined = () => undefined) =>
  useQuery({
    queryKey: computed(() => ["rules-score", lang.value, room() ?? ""]),
    queryFn: () => take(api.GET("/api/v1/playbook/scorecard", { params: { query: room() ? { room: room() } : {} } })),
    refetchInterval: 30_000,
  });
export const useUsual = (ask: MaybeRefOrGetter<{ room: string; reading: string; window_s: number } | null>) =>
  useQuery({
    queryKey: computed(() => ["rules-usual", toValue(ask)]),
    queryFn: () => take(api.GET("/api/v1/playbook/usual", { params: { query: toValue(ask) ?? { room: "", reading: "", window_s: 60 } } })),
    enabled: () => toValue(ask) !== null,
  });
/** After any change of rules. */
export function useRulesChanged(): () => Promise<void> {
  const queries = useQueryClient();
  return () => queries.invalidateQueries({ queryKey: ["rules"] });
}
export type { Condition, Rule, Step };
