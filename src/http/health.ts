import { Elysia } from "elysia";
import type { Clock, Logger } from "../core/ports.ts";
import type { QueueOverview } from "./queue-overview.ts";

export interface HealthDeps {
  readonly appName: string;
  readonly version: string;
  /** What `GET /` links to beside itself, by name. */
  readonly links: Readonly<Record<string, string>>;
  readonly overview: () => Promise<QueueOverview>;
  /** How each upstream's circuit breaker stands: `closed` is well. */
  readonly circuits: () => Readonly<Record<string, string>>;
  /**
   * What the check of a large database found, or that it is still under way; null where the database
   * looks after itself.
   */
  readonly integrity: () => "small" | "checking" | "ok" | "damaged" | null;
  /** What keeps the database's files from being used right now, such as `full` or `moved`. */
  readonly storage: () => string | null;
  readonly isStopping: () => boolean;
  readonly clock: Clock;
  readonly log: Logger;
}

/**
 * `/` for people, `/health` for monitors, `/health/live` and `/health/ready` for supervisors. Only
 * a failing database, whose reason is named, or a stop in progress is unhealthy; a long queue is a
 * number, not a failure.
 */
export function createHealthRoutes(deps: HealthDeps) {
  const { appName, version, links, isStopping } = deps;
  return new Elysia({ name: "health" })
    .get("/", () => ({ name: appName, version, links }), {
      detail: described("Name, version and links", { 200: "Who this is." }),
    })
    .get("/health", () => health(deps), {
      detail: described("Database, queue and version", {
        200: "The database answers and messages are taken.",
        503: "The database fails, or the server is stopping.",
      }),
    })
    .get("/health/live", () => ({ status: "alive" }), {
      detail: described("Whether the process answers at all", { 200: "It does." }),
    })
    .get("/health/ready", () => report(isStopping() ? "stopping" : "ready"), {
      detail: described("Whether new requests should be sent here", {
        200: "They should.",
        503: "The server is stopping: send them elsewhere.",
      }),
    });
}

function described(summary: string, answers: Readonly<Record<number, string>>) {
  const responses = Object.entries(answers).map(([status, description]) => [
    status,
    { description },
  ]);
  return { tags: ["Health"], summary, responses: Object.fromEntries(responses) };
}

async function health(deps: HealthDeps) {
  const { overview, circuits, integrity, storage, isStopping, clock, log, version } = deps;
  // The log says what to do about it.
  const fault = storage();
  if (fault !== null) return report("failing", { database: fault, version });
  try {
    const { waitingMessages, oldestWaitingAt, waitingParts } = await overview();
    const waitedMs = oldestWaitingAt === null ? null : Math.max(0, clock.now() - oldestWaitingAt);
    const checked = integrity();
    return report(isStopping() ? "stopping" : "ok", {
      database: "ok",
      ...(checked !== null && {
        // Of a small one the start has made sure.
        integrity: checked === "small" ? "ok" : checked,
      }),
      waitingMessages,
      waitingParts,
      oldestWaitingSeconds: waitedMs === null ? null : Math.floor(waitedMs / 1_000),
      circuits: circuits(),
      version,
    });
  } catch (error) {
    log.error("database failed", { error });
    return report("failing", { database: "failing", version });
  }
}

function report(
  status: "ok" | "ready" | "stopping" | "failing",
  more: Readonly<Record<string, unknown>> = {},
): Response {
  const isWell = status === "ok" || status === "ready";
  return Response.json({ status, ...more }, { status: isWell ? 200 : 503 });
}
