import { Elysia, t } from "elysia";
import type { AdminStore } from "../../store/admin-store.ts";
import type { AuditItem, Page } from "../wire.ts";

const MAX_ITEMS = 200;

/** The record of changes, the latest first. */
export function auditRoutes({ store }: { store(): Promise<Pick<AdminStore, "auditBefore">> }) {
  return new Elysia({ name: "admin-audit" }).get(
    "/admin/api/audit",
    async ({ query }): Promise<Page<AuditItem>> => {
      const { cursor = Number.MAX_SAFE_INTEGER, limit = 50 } = query;
      const found = await (await store()).auditBefore(cursor, limit + 1);
      const items = found.slice(0, limit);
      return { items, next: found.length > limit ? String(items.at(-1)?.id) : null };
    },
    {
      query: t.Object({
        cursor: t.Optional(t.Integer({ minimum: 1 })),
        limit: t.Optional(t.Integer({ minimum: 1, maximum: MAX_ITEMS })),
      }),
      detail: { tags: ["Admin: access"], summary: "The changes that owners made" },
    },
  );
}
