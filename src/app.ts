import { answerMessage } from "./answer/answer-message.ts";
import type { Config } from "./config.ts";
import { parseDatabaseUrl } from "./core/database-url.ts";
import type { Clock, Logger, Model } from "./core/ports.ts";
import { createPseudonym } from "./core/pseudonym.ts";
import { systemClock } from "./core/system-clock.ts";
import { deliverPart } from "./deliver/deliver-reply.ts";
import { reconcile } from "./deliver/reconcile.ts";
import { createHttpServer, type Extension } from "./http/server.ts";
import { createModel } from "./openai/create-model.ts";
import { createRateLimit } from "./receive/rate-limit.ts";
import { createReceiver } from "./receive/receive-message.ts";
import { createSqliteStore } from "./store/sqlite/sqlite-store.ts";
import type { Store } from "./store/store.ts";
import { sentences } from "./text/sentences.ts";
import { createTwilioMessenger } from "./twilio/messenger.ts";
import { createTwilioWebhook } from "./twilio/webhook.ts";
import { CALL_WINDOW_MS } from "./work/settle-fault.ts";
import { createWorker, type Worker } from "./work/worker.ts";

/** How long a part that may have been sent waits for its delivery report before it is looked up. */
const SEND_GRACE_MS = 60_000;
/** What is being answered when the process is told to stop may take this long. */
const STOP_GRACE_MS = 20_000;

/** What a test, or the demo, puts in the place of the real thing. */
export interface Overrides {
  readonly log: Logger;
  readonly clock?: Clock;
  readonly model?: Model;
  readonly sendGraceMs?: number;
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
  /** Resolves when every message has its answer and every part was sent, however long that takes. */
  settled(): Promise<void>;
}

const SETTLE_POLL_MS = 100;

/**
 * Puts the whole program together: the only place where rooms meet. Throws `ConfigError` or
 * `TransientError` when the database cannot be used.
 */
export function createApp(config: Config, overrides: Overrides): App {
  const { log, clock = systemClock } = overrides;
  const store = createSqliteStore({ path: parseDatabaseUrl(config.databaseUrl).path, clock });
  const worker = wireWorker(config, store, overrides);
  const receive = wireReceiver(config, store, worker, { log, clock });

  const server = createHttpServer({
    routes: [
      createTwilioWebhook({
        authToken: config.twilioAuthToken,
        accountSid: config.twilioAccountSid,
        publicUrl: config.publicUrl,
        receive: async (message) => {
          await receive(message);
          return { accepted: true };
        },
        recordStatus: async (report) => {
          if (await store.recordStatus(report)) worker.wake();
        },
        onResult: () => {},
        log,
        clock,
      }),
    ],
    extension: config.appEnv === "development" ? (overrides.extension ?? null) : null,
    allowedOrigins: config.allowedOrigins,
    log,
  });

  return {
    start: () => {
      const { port } = server.listen(config);
      worker.start();
      return { port };
    },
    stop: async () => {
      await worker.stop(STOP_GRACE_MS);
      await server.stop();
      await store.close();
    },
    handle: (request) => server.handle(request),
    drain: () => worker.drain(),
    settled: async () => {
      for (;;) {
        const { waitingMessages, waitingParts } = await store.overview();
        if (waitingMessages + waitingParts === 0) return;
        await new Promise<void>((resolve) => clock.after(SETTLE_POLL_MS, resolve));
      }
    },
  };
}

function wireReceiver(
  config: Config,
  store: Store,
  worker: Worker,
  { log, clock }: { log: Logger; clock: Clock },
): ReturnType<typeof createReceiver> {
  const windowMs = config.rateLimitWindowSeconds * 1_000;
  const rateLimit = createRateLimit({
    maxMessages: config.rateLimitMessages,
    windowMs,
    arrivalsSince: (identity, since) => store.arrivalsSince(identity, since),
  });
  const rules = { whitelist: new Set(config.whitelistedUsers), windowMs };
  return createReceiver({ store, rateLimit, rules, clock, log, wake: () => worker.wake() });
}

function wireWorker(config: Config, store: Store, overrides: Overrides): Worker {
  const { log, clock = systemClock } = overrides;
  const messenger = createTwilioMessenger({
    accountSid: config.twilioAccountSid,
    authToken: config.twilioAuthToken,
    from: config.twilioWhatsappNumber,
    apiBaseUrl: config.twilioApiBaseUrl,
    publicUrl: config.publicUrl,
    log,
    clock,
  });
  const { model, fallbackModel } = chooseModels(config, overrides);
  const answering = {
    store,
    clock,
    log,
    model,
    fallbackModel,
    systemPrompt: config.systemPrompt,
    maxHistory: config.maxConversationHistory,
    callWindowMs: CALL_WINDOW_MS,
    startedAt: clock.now(),
    pseudonym: createPseudonym(config.secretKey),
    maxPartLength: messenger.capabilities.maxTextLength,
    showTyping: (sid: string) => {
      messenger
        .showTyping(sid)
        .catch((error: unknown) => log.debug("typing could not be shown", { sid, error }));
    },
  };
  const delivering = { store, messenger, clock, log };
  return createWorker({
    store,
    clock,
    log,
    maxLanes: config.workers,
    owner: crypto.randomUUID(),
    graceMs: overrides.sendGraceMs ?? SEND_GRACE_MS,
    hasFallback: fallbackModel !== null,
    apologies: sentences,
    answer: (turn, hold) => answerMessage(turn, hold, answering),
    send: (part, hold) => deliverPart(part, hold, delivering),
    lookUp: (part, hold) => reconcile(part, hold, delivering),
  });
}

function chooseModels(
  config: Config,
  { model }: Overrides,
): { model: Model; fallbackModel: Model | null } {
  if (model !== undefined) return { model, fallbackModel: null };
  const named = (name: string) =>
    createModel({
      api: config.openaiApi,
      model: name,
      apiKey: config.openaiApiKey,
      baseUrl: config.openaiBaseUrl,
      maxOutputTokens: config.openaiMaxOutputTokens,
    });
  return {
    model: named(config.openaiModel),
    fallbackModel: config.openaiFallbackModel === null ? null : named(config.openaiFallbackModel),
  };
}
