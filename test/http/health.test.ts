import { describe, expect, test } from "bun:test";
import type { Clock } from "../../src/core/ports.ts";
import { createHealthRoutes } from "../../src/http/health.ts";
import type { QueueOverview } from "../../src/http/queue-overview.ts";
import { createHttpServer } from "../../src/http/server.ts";
import { recordingLog } from "./recording-log.ts";

const NOW = 1_800_000_000_000;
const clock: Clock = { now: () => NOW, after: () => () => {} };
const PROCESS = { startedAt: "2027-01-15T07:59:00.000Z", version: "1.2.3" };
const idle: QueueOverview = { waitingMessages: 0, oldestWaitingAt: null, waitingParts: 0 };

function startHealth(options: {
  overview?: () => Promise<QueueOverview>;
  storage?: string;
  isStopping?: boolean;
}) {
  const log = recordingLog();
  const routes = createHealthRoutes({
    appName: "My Bot",
    version: "1.2.3",
    links: { health: "/health" },
    overview: options.overview ?? (() => Promise.resolve(idle)),
    circuits: () => ({ model: "closed" }),
    integrity: () => "checking",
    storage: () => options.storage ?? null,
    isStopping: () => options.isStopping ?? false,
    startedAt: NOW - 60_000,
    clock,
    log,
  });
  const server = createHttpServer({ allowedOrigins: [], log });
  server.mount(routes);
  const ask = async (path: string) => {
    const response = await server.handle(new Request(`http://localhost${path}`));
    return { status: response.status, body: await response.json() };
  };
  return { ask, log };
}

test("the front page shows the bot's name and links", async () => {
  expect(await startHealth({}).ask("/")).toEqual({
    status: 200,
    body: { name: "My Bot", version: "1.2.3", links: { health: "/health" } },
  });
});

describe("/health", () => {
  test("shows the queue and the age of its oldest message", async () => {
    const queue = { waitingMessages: 3, oldestWaitingAt: NOW - 65_500, waitingParts: 2 };
    const { ask } = startHealth({ overview: () => Promise.resolve(queue) });
    expect(await ask("/health")).toEqual({
      status: 200,
      body: {
        status: "ok",
        database: "ok",
        integrity: "checking",
        waitingMessages: 3,
        waitingParts: 2,
        oldestWaitingSeconds: 65,
        circuits: { model: "closed" },
        ...PROCESS,
      },
    });
  });

  test("an empty queue has no oldest message, a message from the future no negative age", async () => {
    for (const [oldestWaitingAt, oldestWaitingSeconds] of [
      [null, null],
      [NOW + 5_000, 0],
    ] as const) {
      const overview = () => Promise.resolve({ ...idle, oldestWaitingAt });
      const { body } = await startHealth({ overview }).ask("/health");
      expect(body).toMatchObject({ oldestWaitingSeconds });
    }
  });

  test("is 503 with the reason when the disk refuses writes", async () => {
    expect(await startHealth({ storage: "full" }).ask("/health")).toEqual({
      status: 503,
      body: { status: "failing", database: "full", ...PROCESS },
    });
  });

  test("is 503 when the database fails, with the reason in the log only", async () => {
    const error = new Error("disk I/O error");
    const { ask, log } = startHealth({ overview: () => Promise.reject(error) });
    expect(await ask("/health")).toEqual({
      status: 503,
      body: { status: "failing", database: "failing", ...PROCESS },
    });
    expect(log.lines).toEqual([{ level: "error", event: "database failed", facts: { error } }]);
  });
});

test("while it stops the server is alive but neither healthy nor ready", async () => {
  const { ask } = startHealth({ isStopping: true });
  expect(await ask("/health/live")).toEqual({ status: 200, body: { status: "alive" } });
  expect(await ask("/health/ready")).toEqual({ status: 503, body: { status: "stopping" } });
  expect(await ask("/health")).toMatchObject({ status: 503, body: { status: "stopping" } });
});

test("a failing database does not make the server unready: requests can still be refused properly", async () => {
  const { ask } = startHealth({ overview: () => Promise.reject(new Error("locked")) });
  expect(await ask("/health/ready")).toEqual({ status: 200, body: { status: "ready" } });
});
