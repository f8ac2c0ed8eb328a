import { openChannels } from "./app/open-channels.ts";
import { chooseModels } from "./app/choose-models.ts";
import { createCircuits } from "./app/protect.ts";
import { type NewsDesk, wireNews } from "./app/wire-news.ts";
import { openStore } from "./app/open-store.ts";
import { asExclusive, runExclusively } from "./schedule/run-exclusively.ts";
import { wireCatchUp } from "./app/wire-catch-up.ts";
import { wireMaintenance } from "./app/wire-maintenance.ts";
import { wireMedia } from "./app/wire-media.ts";
import { wireOwners } from "./app/wire-owners.ts";
import { wireReceiver } from "./app/wire-receiver.ts";
import { receiveAndReply } from "./app/wire-replies.ts";
import { wireWorker } from "./app/wire-worker.ts";
import type { InboundHandlers } from "./channels/channel.ts";
import type { Config } from "./config.ts";
import { TransientError } from "./core/errors.ts";
import type { Clock, Logger, Messenger, Model, Transcriber } from "./core/ports.ts";
import { systemClock } from "./core/system-clock.ts";
import { commit, version } from "./core/version.ts";
import { withTimeout } from "./core/with-timeout.ts";
import { createWebhookReplies } from "./outbox/reply-in-webhook.ts";
import { recordReport } from "./outbox/record-report.ts";
import { createSchedule } from "./schedule/schedule.ts";
import { createHealthRoutes } from "./http/health.ts";
import { createMetricsRoutes } from "./http/metrics-routes.ts";
import { createMetrics } from "./http/metrics.ts";
import { createHttpServer, type Extension } from "./http/server.ts";
import { STALE_FILE_MS } from "./schedule/clean-up.ts";
import type { Store } from "./store/store.ts";

/** What is being answered when the process is told to stop may take this long. */
const STOP_GRACE_MS = 20_000;
/** Those who ask for our health wait four seconds. */
const OVERVIEW_MS = 2_000;
/** Longer than a response waits for the answer that it is to carry. */
const PULLED_IDLE_SECONDS = 20;

/** What a test, or the demo, puts in the place of the real thing. */
export interface Overrides {
  readonly log: Logger;
  readonly clock?: Clock;
  readonly model?: Model;
  /** In the place of SEND_GRACE_SECONDS. */
  readonly sendGraceMs?: number;
  readonly transcriber?: Transcriber;
  /** Returns how many lines of the log were dropped. */
  readonly droppedLogLines?: () => number;
  /** Is given the store, the messenger and each model, and returns what is used in its place. */
  readonly around?: <Port extends Store | Messenger | Model>(port: Port) => Port;
  /** Mounted in development only. */
  readonly extension?: Extension;
}

export interface App {
  /** Begins to listen and to work; returns the port. Throws `ConfigError` when it cannot listen. */
  start(): { readonly port: number };
  /** Stores webhooks to the last, lets answers under way end, and returns within 25 s. */
  stop(): Promise<void>;
  /** Answers a request as the network would be answered. */
  handle(request: Request): Promise<Response>;
  /** Resolves when no work is due any more. */
  drain(): Promise<void>;
  /** Does now what is otherwise done by the clock. */
  maintain(): Promise<void>;
  /** Resolves if another server has taken the database over: this one must end. */
  readonly lost: Promise<TransientError>;
  /** Resolves when every message has its answer and every part was sent, however long that takes. */
  settled(): Promise<void>;
}

const SETTLE_POLL_MS = 100;

/**
 * Puts the whole program together: the only place where rooms meet. Throws `ConfigError` or
 * `TransientError` when the database cannot be used.
 */
export async function createApp(config: Config, overrides: Overrides): Promise<App> {
  const { log, clock = systemClock, around = (port) => port } = overrides;
  const metrics = createMetrics({ version, commit });
  const isPulled = config.replyMode === "twiml";
  const opened = await openStore(config, overrides.clock, log);
  const store = around<Store>(opened.store);
  const sendGraceMs = overrides.sendGraceMs ?? config.sendGraceSeconds * 1_000;
  const wake: NewsDesk["wake"] = (arrived) => news.wake(arrived);
  const replies = isPulled ? createWebhookReplies({ store, clock, log, wake }) : null;
  const circuits = createCircuits(clock);
  const channels = await openChannels(config, { metrics, circuits, around, clock, log });
  const source = channels.media;
  const reading = wireMedia(config, { source, clock, log, transcriber: overrides.transcriber });
  // Whoever left files there is gone, unless the store lets others work beside us.
  await reading.media.sweep(store.isShared ? clock.now() - STALE_FILE_MS : Infinity);
  const owners = wireOwners(config, { store, log, wake: () => wake() });
  const worker = wireWorker(config, {
    owners,
    ...reading,
    store,
    channels,
    ...chooseModels(config, metrics, circuits, overrides),
    clock,
    log,
    sendGraceMs,
    onProgress: (userId) => news.progressed(userId),
  });
  const news = wireNews({ store, replies, worker, isMerging: config.burstMode === "merge" });
  metrics.gauge("whatsapp_bot_lanes_at_work", "Users who are being answered right now", () =>
    worker.lanesAtWork(),
  );
  metrics.gauge("whatsapp_bot_temp_files", "Files that are being worked on", () =>
    reading.media.filesAtWork(),
  );
  metrics.counter(
    "whatsapp_bot_log_lines_dropped_total",
    "Lines of the log that were dropped because nothing read them",
    overrides.droppedLogLines ?? (() => 0),
  );
  const receive = wireReceiver(config, { store, clock, log, wake });
  const overview = () => withTimeout(OVERVIEW_MS, clock, store.overview());
  let isStopping = false;
  let integrity: ReturnType<typeof opened.checkLarge> | undefined;
  const upkeep = { ...reading, store, clock, log, wake, isStopping: () => isStopping };
  const missed = wireCatchUp(config, { inboxes: channels.inboxes, store, clock, log, receive });
  const tasks = [...wireMaintenance(config, upkeep), ...missed.tasks];
  const schedule = createSchedule(
    tasks.map((task) => asExclusive(task, store)),
    log,
  );

  const inbound: InboundHandlers = {
    receive: receiveAndReply(receive, replies),
    recordStatus: async (report) => {
      metrics.delivery(report.status, report.errorCode);
      await recordReport(report, { store, log, wake });
      await owners.hear(report);
    },
    onResult: (result, durationMs) => metrics.webhook(result, durationMs),
  };
  const health = createHealthRoutes({
    appName: config.appName,
    version,
    links: {
      health: "/health",
      ...(config.docsEnabled && { docs: "/docs", redoc: "/redoc" }),
    },
    overview,
    circuits: () => circuits.states(),
    integrity: () => (integrity === undefined ? "checking" : (integrity?.state() ?? null)),
    storage: () => opened.storage.fault()?.kind ?? null,
    isStopping: () => isStopping,
    clock,
    log,
  });
  const figures = createMetricsRoutes({
    metrics,
    // A database that can be read and not written is down.
    overview: async () => {
      const fault = opened.storage.fault();
      if (fault !== null) throw new TransientError(`The storage is ${fault.kind}.`);
      return overview();
    },
    circuits: () => circuits.states(),
    clock,
    token: config.metricsToken,
    isProduction: config.appEnv === "production",
  });
  const server = createHttpServer({
    routes: await withDocs(config, [...channels.routes(inbound), health, figures]),
    extension: config.appEnv === "development" ? (overrides.extension ?? null) : null,
    allowedOrigins: config.allowedOrigins,
    ...(isPulled && { idleTimeoutSeconds: PULLED_IDLE_SECONDS }),
    log,
  });

  let begun = Promise.resolve();

  async function beginToWork(): Promise<void> {
    await missed.atBoot();
    if (!isStopping) worker.start();
  }

  return {
    lost: opened.storage.lost,
    start: () => {
      const { port } = server.listen(config);
      integrity = opened.checkLarge((finding) => log.error("the database is damaged", { finding }));
      news.listen();
      begun = beginToWork();
      schedule.start();
      return { port };
    },
    stop: async () => {
      isStopping = true;
      integrity?.stop();
      await Promise.all([worker.stop(STOP_GRACE_MS), schedule.stop(), missed.stop()]);
      replies?.close();
      await server.stop();
      await store.close();
    },
    handle: (request) => server.handle(request),
    drain: async () => {
      await begun;
      await worker.drain();
    },
    maintain: async () => {
      for (const task of tasks) await runExclusively(task, 0, store);
    },
    settled: async () => {
      for (;;) {
        const { waitingMessages, waitingParts } = await store.overview();
        if (waitingMessages + waitingParts === 0) return;
        await new Promise<void>((resolve) => clock.after(SETTLE_POLL_MS, resolve));
      }
    },
  };
}

type Routes = Parameters<typeof createHttpServer>[0]["routes"];

// Loaded only where they are served: the pages' code would slow every start.
async function withDocs({ appName, docsEnabled }: Config, routes: Routes): Promise<Routes> {
  if (!docsEnabled) return routes;
  const { createDocsRoutes } = await import("./http/docs.ts");
  return [...routes, createDocsRoutes({ appName, version, routes })];
}
