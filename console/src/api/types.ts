/** Short names for what the server says; the shapes come from the generated schema. */
import type { components } from "./schema";

type Schemas = components["schemas"];
export type Me = Schemas["Me"];
export type Person = Schemas["Person"];
export type Key = Schemas["Key"];
export type Scope = Schemas["NewKey"]["scopes"][number];
export type Zone = Schemas["Zone"];
export type KeyWithSecret = Schemas["KeyWithSecret"];
export type AuditRow = Schemas["AuditRow"];
export type Show = Schemas["ShowOut"];
export type ShowState = Show["state"];
export type Room = Schemas["Room"];
export type Product = Schemas["Product"];
export type ProductImport = Schemas["ProductImport"];
export type RejectedRow = Schemas["RejectedRow"];
export type Connection = Schemas["ConnectionOut"];
/** A delivery that waits for a show. */
export type InboxItem = Schemas["DeliveryOut"];
export type ImportJob = Schemas["ImportOut"];
export type Metric = Schemas["Metric"];
export type Numbers = Schemas["Numbers"];
export type NumberCell = Schemas["Number"];
export type FunnelStage = Schemas["FunnelStage"];
export type Review = Schemas["Review"];
export type Band = Schemas["Band"];
export type TechBench = Schemas["TechBench"];
export type TechRow = Schemas["TechCheckRow"];
export type TechCheck = Schemas["TechCheckOut"];
export type TechReport = Schemas["TechReportOut"];
export type TechSetup = Schemas["TechSetupOut"];
export type TechTask = Schemas["TechTaskOut"];
export type ViewToken = Schemas["TokenOut"];
export type ActionDone = Schemas["ActionOut"];

export const SHOW_STATES = ["preparing", "ready", "on_air", "ended", "reviewed"] as const satisfies readonly ShowState[];
export type ActionName = Schemas["NewAction"]["action"];
