import { Elysia } from "elysia";
import type { Clock, Logger } from "../core/ports.ts";
import type { QueueOverview } from "./queue-overview.ts";

export interface HealthDeps {
  readonly appName: string;
  readonly version: string;
  /** The links of `GET /`, by name. */
  readonly links: Readonly<Record<string, string>>;
  readonly overview: () => Promise<QueueOverview>;
  /** Returns the state of each upstream's circuit breaker; `closed` is healthy. */
  readonly circuits: () => Readonly<Record<string, string>>;
  /**
   * Returns the state of the integrity check of a large database; null if the database checks
   * itself.
   */
  readonly integrity: () => "small" | "checking" | "ok" | "damaged" | null;
  /**
   * Returns the reason why the database's files cannot be used at present, such as `full` or
   * `moved`.
   */
  readonly storage: () => string | null;
  readonly isStopping: () => boolean;
  /** The time at which this process began. */
  readonly startedAt: number;
  readonly clock: Clock;
  readonly log: Logger;
}

/**
 * Serves `/` for people, `/health` for monitors, `/health/live` and `/health/ready` for
 * supervisors. Only a failing database, whose reason is given, or a stop in progress is unhealthy;
 * a long queue is a figure, not a failure.
 */
export function createHealthRoutes(deps: HealthDeps) {
  const { appName, version, links, isStopping } = deps;
  return new Elysia({ name: "health" })
    .get("/", () => ({ name: appName, version, links }), {
      detail: described("Name, version and links", { 200: "The bot's name, version and links." }),
    })
    .get("/health", () => health(deps), {
      detail: described("Database, queue and version", {
        200: "The database works and messages are accepted.",
        503: "The database fails, or the server is stopping.",
      }),
    })
    .get("/health/live", () => ({ status: "alive" }), {
      detail: described("Whether the process responds", { 200: "It does." }),
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
  const { overview, circuits, integrity, storage, isStopping, clock, log } = deps;
  const process = { startedAt: new Date(deps.startedAt).toISOString(), version: deps.version };
  // The log says how to fix it.
  const fault = storage();
  if (fault !== null) return report("failing", { database: fault, ...process });
  try {
    const { waitingMessages, oldestWaitingAt, waitingParts } = await overview();
    const waitedMs = oldestWaitingAt === null ? null : Math.max(0, clock.now() - oldestWaitingAt);
    const checked = integrity();
    return report(isStopping() ? "stopping" : "ok", {
      database: "ok",
      ...(checked !== null && {
        // A small database was checked at startup.
        integrity: checked === "small" ? "ok" : checked,
      }),
      waitingMessages,
      waitingParts,
      oldestWaitingSeconds: waitedMs === null ? null : Math.floor(waitedMs / 1_000),
      circuits: circuits(),
      ...process,
    });
  } catch (error) {
    log.error("database failed", { error });
    return report("failing", { database: "failing", ...process });
  }
}

function report(
  status: "ok" | "ready" | "stopping" | "failing",
  more: Readonly<Record<string, unknown>> = {},
): Response {
  const isWell = status === "ok" || status === "ready";
  return Response.json({ status, ...more }, { status: isWell ? 200 : 503 });
}
