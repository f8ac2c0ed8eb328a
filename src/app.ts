import { mayBeCommand } from "./answer/commands/find-command.ts";
import { createOwnerAlerts } from "./alerts/alert-owners.ts";
import type { Tool } from "./answer/tools/tool.ts";
import { chooseModels, chooseTranscriber } from "./app/choose-models.ts";
import { openChannels } from "./app/open-channels.ts";
import { openKnowledge } from "./app/open-knowledge.ts";
import { openLedger } from "./app/open-ledger.ts";
import { wireWorker } from "./app/wire-worker.ts";
import type { InboundHandlers } from "./channels/channel.ts";
import type { Config } from "./config.ts";
import type { TransientError } from "./core/errors.ts";
import { createEventBus } from "./core/event-bus.ts";
import type { Clock, Logger, Messenger, Model, Transcriber } from "./core/ports.ts";
import { createCircuits } from "./core/protect-upstreams.ts";
import { createShutdown } from "./core/shutdown.ts";
import { systemClock } from "./core/system-clock.ts";
import { commit, version } from "./core/version.ts";
import { createHealthRoutes } from "./http/health.ts";
import { createMediaRoutes } from "./http/media-routes.ts";
import { createMetricsRoutes } from "./http/metrics-routes.ts";
import { createMetrics } from "./http/metrics.ts";
import { createOverview } from "./http/queue-overview.ts";
import { createHttpServer, type Extension } from "./http/server.ts";
import { createCatchUp } from "./inbox/catch-up.ts";
import { createReceiver } from "./inbox/receive-message.ts";
import { createMediaTools } from "./media/media-tools.ts";
import { recordReport } from "./outbox/record-report.ts";
import { createWebhookReplies, receiveAndReply } from "./outbox/reply-in-webhook.ts";
import { sweepFilesAtBoot } from "./schedule/clean-up.ts";
import { maintenanceTasks } from "./schedule/maintenance.ts";
import { runExclusively } from "./schedule/run-exclusively.ts";
import { createSchedule } from "./schedule/schedule.ts";
import { openStore } from "./store/open-store.ts";
import type { Store } from "./store/store.ts";
import { createSentencesFor } from "./text/sentences.ts";
import { createDelayNotices } from "./worker/delay-notices.ts";
import { untilSettled } from "./worker/until-settled.ts";

/** The time that answers in flight may take after a stop is requested. */
const STOP_GRACE_MS = 20_000;
/** Longer than a response waits for the answer that it carries. */
const PULLED_IDLE_SECONDS = 20;

/** Replacements for parts of the program, for tests and the demo. */
export interface Overrides {
  readonly log: Logger;
  readonly clock?: Clock;
  readonly model?: Model;
  /** Replaces SEND_GRACE_SECONDS. */
  readonly sendGraceMs?: number;
  readonly transcriber?: Transcriber;
  /** Replaces the registry's tools. */
  readonly tools?: readonly Tool[];
  /** Returns how many lines of the log were dropped. */
  readonly droppedLogLines?: () => number;
  /** Wraps the store, the messenger and each model. */
  readonly around?: <Port extends Store | Messenger | Model>(port: Port) => Port;
  /** Mounted in development only. */
  readonly extension?: Extension;
}

export interface App {
  /** Starts to listen and to work; returns the port. Throws `ConfigError` if it cannot listen. */
  start(): { readonly port: number };
  /**
   * Keeps storing webhooks until the end, lets answers in flight finish, and returns within 25 s.
   */
  stop(): Promise<void>;
  /** Handles a request as the network server would. */
  handle(request: Request): Promise<Response>;
  /** Resolves when no work is due any more. */
  drain(): Promise<void>;
  /** Runs the scheduled tasks now. */
  maintain(): Promise<void>;
  /** Resolves if another server has taken over the database: this process must end. */
  readonly lost: Promise<TransientError>;
  /** Resolves when every message is answered and every part is sent, however long that takes. */
  settled(): Promise<void>;
}

/**
 * Puts the whole program together, in reading order: each part is made from those above it and
 * registers its own shutdown. The only place where the folders meet. Throws `ConfigError` or
 * `TransientError` if the database cannot be used.
 */
export async function createApp(config: Config, overrides: Overrides): Promise<App> {
  const { log, clock = systemClock, around = (port) => port } = overrides;
  const isPulled = config.replyMode === "twiml";
  const sendGraceMs = overrides.sendGraceMs ?? config.sendGraceSeconds * 1_000;
  const sentencesFor = createSentencesFor(config.botLanguage);
  const shutdown = createShutdown();
  const metrics = createMetrics({ version, commit });
  const circuits = createCircuits(clock);

  const channels = await openChannels(config, { metrics, circuits, around, clock, log });
  const { messenger, media: source } = channels;
  const { tariff, costs } = await openLedger(config, channels);

  const { storage, integrity, ...opened } = await openStore({
    settings: config,
    isPulled,
    tariff,
    clock: overrides.clock,
    log,
  });
  const store = around<Store>(opened.store);
  shutdown.onClose(() => store.close());
  shutdown.onStop(() => integrity.stop());
  const events = createEventBus(store.events);
  const room = { settings: config, sentencesFor, store, events, clock, log };

  // Stopped after everything below: webhooks are stored until the end.
  const server = createHttpServer({
    extension: config.appEnv === "development" ? (overrides.extension ?? null) : null,
    allowedOrigins: config.allowedOrigins,
    ...(isPulled && { idleTimeoutSeconds: PULLED_IDLE_SECONDS }),
    log,
  });
  shutdown.onClose(() => server.stop());

  const models = chooseModels(config, metrics, circuits, overrides);

  const transcriber = overrides.transcriber ?? chooseTranscriber(config);
  const mediaTools = createMediaTools({ ...config, source, transcriber, clock, log });
  await sweepFilesAtBoot({ store, media: mediaTools.media, clock });

  const knowledge = await openKnowledge(config, { ...room, shutdown });
  const alerts = createOwnerAlerts(room);
  const replies = isPulled ? createWebhookReplies(room) : null;
  shutdown.onClose(() => replies?.close());
  const sending = { ...room, channels, messenger, sendGraceMs, isPulled };
  const worker = wireWorker(config, {
    ...sending,
    ...models,
    ...mediaTools,
    source,
    alerts,
    costs,
    hasDocuments: knowledge?.hasDocuments ?? null,
    tools: overrides.tools,
  });
  shutdown.onStop(() => worker.stop(STOP_GRACE_MS));
  // In webhook responses nothing can be sent before the user writes again.
  const delays = isPulled ? null : createDelayNotices(sending);
  shutdown.onStop(() => delays?.stop());

  const receive = createReceiver({ ...room, isCommand: mayBeCommand });
  const { inboxes } = channels;
  const isCatchingUp = config.catchUp && inboxes.length > 0;
  const catchUp = isCatchingUp ? createCatchUp({ ...room, inboxes, receive }) : null;
  shutdown.onStop(() => catchUp?.stop());
  const isStopping = () => shutdown.isBegun();
  const { media } = mediaTools;
  const maintenance = maintenanceTasks({ ...room, source, media, isStopping });
  const tasks = [...maintenance, catchUp?.task ?? [], knowledge?.tasks ?? []].flat();
  const schedule = createSchedule({ ...room, tasks });
  shutdown.onStop(() => schedule.stop());

  metrics.gauge("whatsapp_bot_lanes_at_work", "Users who are being answered at present", () =>
    worker.lanesAtWork(),
  );
  metrics.gauge("whatsapp_bot_temp_files", "Temporary files in use", () => media.filesAtWork());
  metrics.counter(
    "whatsapp_bot_log_lines_dropped_total",
    "Log lines dropped because their reader was too slow",
    overrides.droppedLogLines ?? (() => 0),
  );

  const status = {
    overview: createOverview({ store, storage, clock }),
    circuits: () => circuits.states(),
    clock,
    log,
  };
  const inbound: InboundHandlers = {
    receive: receiveAndReply(receive, replies),
    recordStatus: async (report) => {
      metrics.delivery(report.status, report.errorCode);
      await recordReport(report, room);
      await alerts.onReport(report);
    },
    onResult: (result, durationMs) => metrics.webhook(result, durationMs),
  };
  const health = createHealthRoutes({
    ...status,
    appName: config.appName,
    version,
    links: {
      health: "/health",
      ...(config.docsEnabled && { docs: "/docs", redoc: "/redoc" }),
    },
    integrity: () => integrity.state(),
    storage: () => storage.fault()?.kind ?? null,
    isStopping,
  });
  const figures = createMetricsRoutes({
    ...status,
    metrics,
    token: config.metricsToken,
    isProduction: config.appEnv === "production",
  });
  const outgoing = createMediaRoutes({
    find: (token) => store.findOutgoingFile(token),
    read: (token) => store.readOutgoingFile(token),
    noteFetched: (token) => store.noteFileFetched(token),
  });
  const routes = [...channels.routes(inbound), outgoing, health, figures];
  for (const mounted of await withDocs(config, routes)) server.mount(mounted);

  let begun = Promise.resolve();

  async function beginToWork(): Promise<void> {
    await catchUp?.atBoot();
    if (isStopping()) return;
    worker.start();
    delays?.start();
  }

  return {
    lost: storage.lost,
    start: () => {
      const { port } = server.listen(config);
      integrity.start();
      events.connect();
      begun = beginToWork();
      schedule.start();
      return { port };
    },
    stop: () => shutdown.run(),
    handle: (request) => server.handle(request),
    drain: async () => {
      await begun;
      await delays?.settled();
      await worker.drain();
    },
    maintain: async () => {
      for (const task of tasks) await runExclusively(task, store, 0);
    },
    settled: () => untilSettled(store, clock),
  };
}

type Routes = readonly Parameters<ReturnType<typeof createHttpServer>["mount"]>[0][];

// Loaded only where they are served: the pages' code would slow every start.
async function withDocs({ appName, docsEnabled }: Config, routes: Routes): Promise<Routes> {
  if (!docsEnabled) return routes;
  const { createDocsRoutes } = await import("./http/docs.ts");
  return [...routes, createDocsRoutes({ appName, version, routes })];
}
