import { Elysia, t } from "elysia";
import type { LogLine } from "../wire.ts";

const LEVELS = ["debug", "info", "warn", "error"] as const;

/** The last lines of this process's log, without secrets and numbers. */
export function logRoutes({ lines }: { lines(): readonly LogLine[] }) {
  return new Elysia({ name: "admin-log" }).get(
    "/admin/api/log",
    ({ query: { level = "debug", search = "" } }): readonly LogLine[] => {
      const lowest = LEVELS.indexOf(level);
      const wanted = search.toLowerCase();
      return lines().filter(
        (line) =>
          LEVELS.indexOf(line.level) >= lowest &&
          (wanted === "" || textOf(line).toLowerCase().includes(wanted)),
      );
    },
    {
      query: t.Object({
        level: t.Optional(t.UnionEnum(LEVELS)),
        search: t.Optional(t.String({ maxLength: 200 })),
      }),
      detail: {
        tags: ["Admin: overview"],
        summary: "The last 2,000 lines of the log, from a level on, with a text in them",
      },
    },
  );
}

const textOf = ({ event, facts }: LogLine): string => `${event} ${JSON.stringify(facts)}`;
