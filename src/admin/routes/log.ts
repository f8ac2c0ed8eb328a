import { Elysia, t } from "elysia";
import { LOG_LEVELS, matchesFilter } from "../log-filter.ts";
import type { LogLine } from "../wire.ts";

/** The last lines of this process's log, without secrets and numbers. */
export function logRoutes({ lines }: { lines(): readonly LogLine[] }) {
  return new Elysia({ name: "admin-log" }).get(
    "/admin/api/log",
    ({ query: { level = "debug", search = "" } }): readonly LogLine[] =>
      lines().filter((line) => matchesFilter(line, { level, search })),
    {
      query: t.Object({
        level: t.Optional(t.UnionEnum(LOG_LEVELS)),
        search: t.Optional(t.String({ maxLength: 200 })),
      }),
      detail: {
        tags: ["Admin: overview"],
        summary: "The last 2,000 lines of the log, from a level on, with a text in them",
      },
    },
  );
}
