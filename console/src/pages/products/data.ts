import { useQueryClient } from "@tanstack/vue-query";
import { type MaybeRefOrGetter, toValue } from "vue";
import { api, done, take } from "@/api/client";
import type { Product } from "@/api/types";
import { amount, toMinor } from "@/format";
import { usePages } from "@/shared/pages";

/** Roles in the order of the series colours c1…c6. */
export const PRODUCT_ROLES = ["traffic", "profit", "follow", "encore", "image", "hero", "welfare"] as const;
/** 返场 shares the colour of 承接. */
const COLOURS: Readonly<Record<string, string>> = { traffic: "c1", profit: "c2", follow: "c3", encore: "c3", image: "c4", hero: "c5", welfare: "c6" };
export const roleColour = (role: string | null | undefined): string => `var(--${COLOURS[role ?? ""] ?? "line2"})`;

const SORTS = ["title", "-title", "id", "-id", "price", "-price", "stock", "-stock", "updated", "-updated"] as const;
export type ProductSort = (typeof SORTS)[number];

export function useProducts(filter: MaybeRefOrGetter<{ q: string; sort: ProductSort }>) {
  return usePages<Product>(
    () => ["products", toValue(filter)],
    (cursor) => {
      const { q, sort } = toValue(filter);
      const query = { ...(q ? { q } : {}), sort, ...(cursor ? { cursor } : {}) };
      return take(api.GET("/api/v1/products", { params: { query } }));
    },
  );
}

export function useProductsChanged(): () => Promise<void> {
  const queries = useQueryClient();
  return () => queries.invalidateQueries({ queryKey: ["products"] });
}

export interface ProductForm {
  id: string;
  title: string;
  category: string;
  price: string;
  currency: string;
  stock: string;
  role: string | null;
  images: string;
  links: string;
  platform_ids: string;
}

const lines = (text: string): string[] => text.split(/\s*\n\s*/).map((line) => line.trim()).filter(Boolean);

export function formOf(product: Product | null): ProductForm {
  const p = product;
  return {
    id: p?.id ?? "",
    title: p?.title ?? "",
    category: p?.category ?? "",
    price: p?.price === null || p?.price === undefined ? "" : amount(p.price, p.currency, "en", "exact").replaceAll(",", ""),
    currency: p?.currency ?? "CNY",
    stock: p?.stock === null || p?.stock === undefined ? "" : String(p.stock),
    role: p?.role ?? null,
    images: (p?.images ?? []).join("\n"),
    links: (p?.links ?? []).join("\n"),
    platform_ids: (p?.platform_ids ?? []).join("\n"),
  };
}

/** What is sent; an empty price or stock is unknown, never 0. */
export function bodyOf(form: ProductForm) {
  return {
    title: form.title.trim(),
    category: form.category.trim() || null,
    price: form.price.trim() ? toMinor(form.price, form.currency) : null,
    currency: form.currency,
    stock: form.stock.trim() ? Number(form.stock) : null,
    role: form.role,
    images: lines(form.images),
    links: lines(form.links),
    platform_ids: lines(form.platform_ids),
  };
}

export type Faults = Partial<Record<keyof ProductForm, "needed" | "price" | "stock" | "id" | "url">>;

export function faultsOf(form: ProductForm, isNew: boolean): Faults {
  const faults: Faults = {};
  if (!form.title.trim()) faults.title = "needed";
  if (isNew && !/^[^\x00-\x20\x7f/?#\\%]{1,128}$/u.test(form.id.trim())) faults.id = "id";
  const price = form.price.trim() ? toMinor(form.price, form.currency) : 0;
  if (price === null || price < 0) faults.price = "price";
  if (form.stock.trim() && !/^\d{1,9}$/.test(form.stock.trim())) faults.stock = "stock";
  for (const field of ["images", "links"] as const) {
    if (lines(form[field]).some((line) => !/^https?:\/\/\S+$/.test(line))) faults[field] = "url";
  }
  return faults;
}

export const putProduct = (id: string, form: ProductForm): Promise<Product> =>
  take(api.PUT("/api/v1/products/{product_id}", { params: { path: { product_id: id } }, body: bodyOf(form) }));
export const patchProduct = (id: string, version: number, form: ProductForm): Promise<Product> =>
  take(api.PATCH("/api/v1/products/{product_id}", { params: { path: { product_id: id } }, body: { version, ...bodyOf(form) } }));
export const deleteProduct = (id: string): Promise<void> =>
  done(api.DELETE("/api/v1/products/{product_id}", { params: { path: { product_id: id } } }));
