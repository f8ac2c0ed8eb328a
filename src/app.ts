import { createOwnerAlerts } from "./alerts/alert-owners.ts";
import { addFigures } from "./app/add-figures.ts";
import { openModels } from "./app/choose-models.ts";
import { createOwnRoutes } from "./app/own-routes.ts";
import { openChannels } from "./app/open-channels.ts";
import { openKnowledge } from "./app/open-knowledge.ts";
import { openLedger } from "./app/open-ledger.ts";
import { openWeb } from "./app/open-web.ts";
import { openWebhooks } from "./app/open-webhooks.ts";
import { wireInbound } from "./app/wire-inbound.ts";
import { wireReceiver } from "./app/wire-receiver.ts";
import { wireReminders } from "./app/wire-reminders.ts";
import { openMcpServers } from "./app/open-mcp-servers.ts";
import { wireWorker } from "./app/wire-worker.ts";
import { followSettings } from "./app/follow-settings.ts";
import type { Overrides } from "./app/overrides.ts";
import type { RunningApp } from "./app/running-app.ts";
import { wireAdmin } from "./app/wire-admin.ts";
import { withDocs } from "./app/with-docs.ts";
import { type Config, readStored } from "./config.ts";
import { createLiveSettings } from "./config/live-settings.ts";
import { createEventBus } from "./core/event-bus.ts";
import { createCircuits } from "./core/protect-upstreams.ts";
import { createShutdown } from "./core/shutdown.ts";
import { systemClock } from "./core/system-clock.ts";
import { commit, version } from "./core/version.ts";
import { createMetrics } from "./http/metrics.ts";
import { createOverview } from "./http/queue-overview.ts";
import { createHttpServer } from "./http/server.ts";
import { createPolling } from "./inbox/poll-messages.ts";
import { createCatchUp } from "./inbox/catch-up.ts";
import { settlePricesTask } from "./ledger/settle-prices.ts";
import { keepLines } from "./app/keep-lines.ts";
import { createMediaTools } from "./media/media-tools.ts";
import { paceSends } from "./outbox/pace-sends.ts";
import { createWebhookReplies } from "./outbox/reply-in-webhook.ts";
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

/**
 * Puts the whole program together, in reading order: each part is made from those above it and
 * registers its own shutdown. The only place where the folders meet. Throws `ConfigError` or
 * `TransientError` if the database cannot be used.
 */
export async function createApp(given: Config, overrides: Overrides): Promise<RunningApp> {
  const { tools, clock = systemClock, around = (port) => port } = overrides;
  const live = createLiveSettings(given, readStored);
  const { config } = live;
  const recent = overrides.recent ?? keepLines(config, overrides.log, () => clock.now());
  const { log } = recent;
  const isPulled = config.replyMode === "twiml";
  const sendGraceMs = overrides.sendGraceMs ?? config.sendGraceSeconds * 1_000;
  const sentencesFor = createSentencesFor(config.botLanguage);
  const shutdown = createShutdown();
  const metrics = createMetrics({ version, commit });
  const circuits = createCircuits(clock);

  const channels = await openChannels(config, { metrics, circuits, around, clock, log });
  const { media: source } = channels;
  const ledger = await openLedger(config, channels);
  const { tariff, costs } = ledger;
  const mcp = await openMcpServers(config, { clock, log, variable: overrides.variable });
  // Closed after the worker stops: answers in flight may still call tools.
  shutdown.onClose(() => mcp.close());

  const { storage, integrity, ownAdmin, ...opened } = await openStore({
    settings: config,
    isPulled,
    tariff,
    clock: overrides.clock,
    log,
  });
  const store = around<Store>(opened.store);
  shutdown.onClose(() => store.close());
  const messenger = paceSends(channels.messenger, { store, channels });
  shutdown.onStop(() => integrity.stop());
  const following = await followSettings(live, { store, log, onLevel: overrides.onLevel });
  const events = createEventBus(store.events);
  const room = { settings: config, sentencesFor, store, events, clock, log };

  // Stopped after everything below: webhooks are stored until the end.
  const server = createHttpServer({
    extension: config.appEnv === "development" ? (overrides.extension ?? null) : null,
    allowedOrigins: config.allowedOrigins,
    bodyLimits: channels.bodyLimits,
    ...(isPulled && { idleTimeoutSeconds: PULLED_IDLE_SECONDS }),
    log,
  });
  shutdown.onClose(() => server.stop());

  const { transcriber, ...models } = await openModels(config, channels, {
    ...overrides,
    metrics,
    circuits,
  });
  const { searchEngine, pages } = await openWeb(config, overrides.pages ?? null);
  const mediaTools = createMediaTools({ ...config, source, transcriber, pages, clock, log });
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
    searchEngine,
    alerts,
    costs,
    hasDocuments: knowledge?.hasDocuments ?? null,
    mcp,
    onToolCall: (...call) => metrics.toolCall(...call),
    tools,
  });
  shutdown.onStop(() => worker.stop(STOP_GRACE_MS));
  // In webhook responses nothing can be sent before the user writes again.
  const delays = isPulled ? null : createDelayNotices(sending);
  shutdown.onStop(() => delays?.stop());

  const reminding = wireReminders(config, sending);
  shutdown.onStop(() => reminding?.reminders.stop());
  const webhooks = await openWebhooks(config, room);
  shutdown.onStop(() => webhooks?.stop());

  const receive = wireReceiver(config, { ...room, remind: reminding?.compose ?? null });
  const inbound = wireInbound({ ...room, receive, replies, metrics, alerts });
  const { inboxes } = channels;
  const isCatchingUp = config.catchUp && inboxes.length > 0;
  const catchUp = isCatchingUp ? createCatchUp({ ...room, inboxes, receive }) : null;
  shutdown.onStop(() => catchUp?.stop());
  const polling = createPolling({
    ...room,
    ...inbound,
    pollers: channels.pollers,
    receive,
    alert: (kind) => alerts.send(kind),
  });
  shutdown.onStop(() => polling.stop());
  const isStopping = () => shutdown.isBegun();
  const { media } = mediaTools;
  const maintenance = maintenanceTasks({ ...room, source, media, isStopping });
  const settlePrices = settlePricesTask({ ...room, prices: channels.prices, isStopping });
  const more = [following.task, catchUp?.task ?? [], knowledge?.tasks ?? []];
  const tasks = [...maintenance, settlePrices, ...more].flat();
  const schedule = createSchedule({ ...room, tasks });
  shutdown.onStop(() => schedule.stop());

  const { droppedLogLines } = overrides;
  const reminders = reminding?.reminders ?? null;
  addFigures(metrics, { ...room, worker, media, reminders, droppedLogLines });

  const status = {
    startedAt: clock.now(),
    overview: createOverview({ store, storage, clock }),
    circuits: () => circuits.states(),
    clock,
    log,
  };
  const own = createOwnRoutes(config, {
    ...status,
    metrics,
    store,
    integrity,
    storage,
    isStopping,
  });
  const routes = [...channels.routes(inbound), ...own];
  const admin = wireAdmin({
    ...room,
    ...ledger,
    live,
    following,
    channels,
    circuits,
    recent,
    storage,
    isStopping,
    storeClock: overrides.clock,
    ownAdmin,
    server,
    shutdown,
  });
  for (const mounted of await withDocs(config, routes, admin.routes)) server.mount(mounted);

  let begun = Promise.resolve();

  async function beginToWork(): Promise<void> {
    await catchUp?.atBoot();
    if (isStopping()) return;
    worker.start();
    polling.start();
    delays?.start();
    reminding?.reminders.start();
    webhooks?.start();
  }

  return {
    lost: storage.lost,
    start: () => {
      const { port } = server.listen(config);
      integrity.start();
      mcp.start();
      events.connect();
      begun = beginToWork();
      if (overrides.isScheduled !== false) schedule.start();
      return { port };
    },
    stop: () => shutdown.run(),
    createAdminLink: (port) => admin.createLink(port),
    handle: (request) => server.handle(request),
    drain: async () => {
      await begun;
      await delays?.settled();
      await reminding?.reminders.settled();
      await worker.drain();
      await webhooks?.settled();
    },
    maintain: async () => {
      for (const task of tasks) await runExclusively(task, store, 0);
    },
    settled: () => untilSettled(store, clock),
  };
}
