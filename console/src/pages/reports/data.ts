import { useQuery, useQueryClient } from "@tanstack/vue-query";
import { computed, type MaybeRefOrGetter, toValue } from "vue";
import { api, take } from "@/api/client";
import type { components } from "@/api/schema";
import { useFormat } from "@/format";
import { prefs } from "@/prefs/prefs";
import { usePages } from "@/shared/pages";

type Schemas = components["schemas"];
export type ReportFile = Schemas["ReportFileOut"];
export type Dropped = Schemas["ReportDropped"];
export type Table = Schemas["ReportTable"];
export type TableRow = Schemas["ReportRowOut"];
export type Said = Schemas["StatedValue"];
export type Finding = Schemas["StatedFinding"];
export type Outline = Schemas["ReportOutline"];
export type SheetOutline = Schemas["ReportSheetOutline"];
export type Lesson = Schemas["ReportLesson"];
export type Layout = Schemas["ReportLayoutOut"];
export type BesideValue = Schemas["BesideValue"];
export type BesideShift = Schemas["BesideShift"];

const KEY = ["reports"];
const at = (id: string) => ({ params: { path: { report_id: id } } });

export const useReports = () =>
  usePages<ReportFile>(() => [...KEY, "list", prefs.lang], (cursor) => take(api.GET("/api/v1/reports", { params: { query: cursor ? { cursor } : {} } })));

export function useReport(id: MaybeRefOrGetter<string>) {
  return useQuery({ queryKey: computed(() => [...KEY, toValue(id), prefs.lang]), queryFn: () => take(api.GET("/api/v1/reports/{report_id}", at(toValue(id)))) });
}
export function useTable(id: MaybeRefOrGetter<string>) {
  return useQuery({ queryKey: computed(() => [...KEY, toValue(id), "rows", prefs.lang]), queryFn: () => take(api.GET("/api/v1/reports/{report_id}/rows", at(toValue(id)))) });
}
export function useChoices(id: MaybeRefOrGetter<string>) {
  return useQuery({ queryKey: computed(() => [...KEY, toValue(id), "shows"]), queryFn: async () => (await take(api.GET("/api/v1/reports/{report_id}/shows", at(toValue(id))))).items });
}
export function useStated(show: MaybeRefOrGetter<string>) {
  const path = () => ({ params: { path: { show_id: toValue(show) } } });
  const beside = useQuery({ queryKey: computed(() => [...KEY, "beside", toValue(show), prefs.lang]), queryFn: () => take(api.GET("/api/v1/shows/{show_id}/beside", path())) });
  const stated = useQuery({ queryKey: computed(() => [...KEY, "stated", toValue(show), prefs.lang]), queryFn: () => take(api.GET("/api/v1/shows/{show_id}/stated", path())) });
  return { beside, stated };
}
export function useReportMetrics() {
  return useQuery({ queryKey: computed(() => ["report-metrics", prefs.lang]), queryFn: async () => (await take(api.GET("/api/v1/report-metrics"))).items, staleTime: Infinity });
}
export function useLayouts() {
  return useQuery({ queryKey: computed(() => ["report-layouts", prefs.lang]), queryFn: async () => (await take(api.GET("/api/v1/report-layouts"))).items });
}
export function useReportsChanged(): () => Promise<void> {
  const queries = useQueryClient();
  return async () => {
    await Promise.all([queries.invalidateQueries({ queryKey: KEY }), queries.invalidateQueries({ queryKey: ["report-layouts"] })]);
  };
}

export const withdraw = (id: string) => take(api.POST("/api/v1/reports/{report_id}/withdraw", at(id)));
export const restore = (id: string) => take(api.POST("/api/v1/reports/{report_id}/restore", at(id)));
export const attach = (id: string, show: string | null) => take(api.POST("/api/v1/reports/{report_id}/attach", { ...at(id), body: { show } }));
export const learn = (body: Lesson) => take(api.POST("/api/v1/report-layouts", { body }));
export const forget = (id: string) => take(api.DELETE("/api/v1/report-layouts/{report_layout_id}", { params: { path: { report_layout_id: id } } }));

export const rowsOf = (file: ReportFile): number => file.sheets.reduce((sum, sheet) => sum + sheet.rows, 0);
export const badOf = (file: ReportFile): number => file.sheets.reduce((sum, sheet) => sum + sheet.rejected_n + sheet.bad_n, 0);
export const titlesOf = (file: ReportFile): string[] => [...new Set(file.sheets.flatMap((sheet) => (sheet.title ? [sheet.title] : [])))];

/** One stated number for people: its unit and currency, "≈" when the platform rounded it, a range as a range. */
export function useSaid() {
  const f = useFormat();
  const one = (value: number | null | undefined, unit: string, currency: string | null | undefined): string => {
    if (value === null || value === undefined) return "—";
    const head = unit.split("/")[0];
    if (head === "money") return f.money(Math.round(value), currency ?? "CNY");
    if (head === "ratio") return f.rate(value);
    if (head === "s" || head === "min") return f.duration(Math.round(head === "s" ? value : value * 60));
    return Number.isInteger(value) ? f.count(value) : value.toLocaleString("en", { maximumFractionDigits: 2 });
  };
  const said = (value: Pick<Said, "value" | "low" | "high" | "unit" | "currency" | "flag">): string => {
    if (value.value === null || value.value === undefined) {
      return value.low === null || value.low === undefined ? "—" : `${one(value.low, value.unit, value.currency)}–${one(value.high, value.unit, value.currency)}`;
    }
    return (value.flag === "approx" ? "≈ " : "") + one(value.value, value.unit, value.currency);
  };
  return { one, said };
}
