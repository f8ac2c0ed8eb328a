import { Elysia } from "elysia";
import { type AccessDeps, findSession, sessionToken } from "../access.ts";
import type { EventHub } from "../event-hub.ts";

/** The stream of events: what changed, and the lines of the log. */
export function eventRoutes({
  hub,
  access,
}: {
  readonly hub: EventHub;
  readonly access: AccessDeps;
}) {
  return new Elysia({ name: "admin-events" }).get(
    "/admin/api/events",
    ({ request }) => {
      const token = sessionToken(request);
      return hub.open(async () => token === null || (await findSession(token, access)) !== null);
    },
    {
      detail: {
        tags: ["Admin: overview"],
        summary: "Server-sent events: `changed` at most once a second, `log` for each line",
      },
    },
  );
}
