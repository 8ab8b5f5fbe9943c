/** A rule as the builder holds it: one group of conditions, of which some may be groups; and the way to and from the wire. */
export type Rule = Record<string, unknown>;
export type Join = "all" | "any";
export interface IsPart {
  kind: "is";
  not: boolean;
  field: string;
  cmp: string;
  value: number | string | boolean | null;
}
export interface DidPart {
  kind: "did";
  not: boolean;
  act: string;
  cmp: "ge" | "le";
  times: number;
  days: number | null;
  product: string;
}
export interface ThenPart {
  kind: "then";
  not: boolean;
  first: string;
  next: string;
  days: number;
}
export type Part = IsPart | DidPart | ThenPart;
export interface Group {
  kind: "group";
  not: boolean;
  join: Join;
  parts: Part[];
}
export interface Draft {
  join: Join;
  parts: (Part | Group)[];
}

export const freshIs = (): IsPart => ({ kind: "is", not: false, field: "shows", cmp: "ge", value: 1 });
export const freshDid = (): DidPart => ({ kind: "did", not: false, act: "product_click", cmp: "ge", times: 1, days: 30, product: "" });
export const freshThen = (): ThenPart => ({ kind: "then", not: false, first: "enter", next: "pay", days: 7 });
export const freshGroup = (): Group => ({ kind: "group", not: false, join: "any", parts: [freshDid()] });

/** What the server gets. An empty group is left out; nothing at all is null. */
export function toRule(draft: Draft): Rule | null {
  return joined(draft.join, draft.parts.map(partRule).filter((one): one is Rule => one !== null));
}

function joined(join: Join, rules: Rule[]): Rule | null {
  const [first] = rules;
  if (!first) return null;
  return rules.length === 1 ? first : { op: join, of: rules };
}

function partRule(part: Part | Group): Rule | null {
  const plain = bare(part);
  return plain && part.not ? { op: "not", of: plain } : plain;
}

function bare(part: Part | Group): Rule | null {
  if (part.kind === "group") return joined(part.join, part.parts.map(partRule).filter((one): one is Rule => one !== null));
  if (part.kind === "is") return { op: "is", field: part.field, cmp: part.cmp, ...(part.value === null || part.cmp === "known" || part.cmp === "unknown" ? {} : { value: part.value }) };
  if (part.kind === "then") return { op: "then", first: { act: part.first }, next: { act: part.next }, days: part.days };
  const product = part.product.trim();
  return { op: "did", act: part.act, cmp: part.cmp, times: part.times, ...(part.days === null ? {} : { days: part.days }), ...(product ? { product } : {}) };
}

const isRule = (value: unknown): value is Rule => typeof value === "object" && value !== null && !Array.isArray(value);
const rules = (value: unknown): Rule[] => (Array.isArray(value) ? value.filter(isRule) : []);

/** The builder's own shape; null when the rule is deeper than it shows. */
export function toDraft(rule: Rule): Draft | null {
  const join = rule.op === "any" ? "any" : "all";
  const parts = (rule.op === "all" || rule.op === "any" ? rules(rule.of) : [rule]).map((one) => readPart(one, true));
  return parts.some((part) => part === null) ? null : { join, parts: parts.filter((part): part is Part | Group => part !== null) };
}

function readPart(rule: Rule, groups: boolean): Part | Group | null {
  if (rule.op === "not") {
    const inner = isRule(rule.of) && rule.of.op !== "not" ? readPart(rule.of, groups) : null;
    return inner && { ...inner, not: true };
  }
  if (rule.op === "all" || rule.op === "any") return groups ? readGroup(rule) : null;
  if (rule.op === "is") return { kind: "is", not: false, field: String(rule.field), cmp: String(rule.cmp), value: plain(rule.value) };
  if (rule.op === "did") return readDid(rule);
  return readThen(rule);
}

function readGroup(rule: Rule): Group | null {
  const parts = rules(rule.of).map((one) => readPart(one, false));
  const own = parts.filter((part): part is Part => part !== null && part.kind !== "group");
  return own.length < parts.length ? null : { kind: "group", not: false, join: rule.op === "any" ? "any" : "all", parts: own };
}

function readDid(rule: Rule): DidPart {
  return { kind: "did", not: false, act: String(rule.act), cmp: rule.cmp === "le" ? "le" : "ge", times: number(rule.times, 1), days: typeof rule.days === "number" ? rule.days : null, product: typeof rule.product === "string" ? rule.product : "" };
}

/** A step with a product is deeper than the builder shows. */
function readThen(rule: Rule): ThenPart | null {
  const { first, next } = rule;
  if (!isRule(first) || !isRule(next) || first.product !== undefined || next.product !== undefined) return null;
  return { kind: "then", not: false, first: String(first.act), next: String(next.act), days: number(rule.days, 30) };
}

const number = (value: unknown, otherwise: number): number => (typeof value === "number" ? value : otherwise);
const plain = (value: unknown): number | string | boolean | null =>
  typeof value === "number" || typeof value === "string" || typeof value === "boolean" ? value : null;
