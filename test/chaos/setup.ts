import { Database } from "bun:sqlite";
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Environment } from "../../src/config.ts";
import { systemClock } from "../../src/core/system-clock.ts";
import {
  createTwilioStandIn,
  type TwilioStandIn,
  type TwilioStandInOptions,
} from "../../src/simulator/twilio-stand-in.ts";
import {
  type BotProcess,
  type BotProgram,
  type ChildOrders,
  startBotProcess,
} from "./bot-process.ts";
import { cloudApiSettingsFor, META } from "../cloud-api/account.ts";
import { createCloudApiStandIn } from "../cloud-api/stand-in.ts";
import {
  botSettings,
  createAccount,
  createAppSecret,
  NO_TWILIO,
  PUBLIC_URL,
} from "./bot-settings.ts";
import { createChaosAgents } from "./agents.ts";
import { AT_FULL_LENGTH, type ChaosMessenger } from "./load.ts";
import { startChaosModel } from "./chaos-model.ts";
import { createFastClock } from "./fast-clock.ts";
import { isSettled, STORED_MESSAGES, type StoredMessage } from "./stored.ts";

const SETTLED_WITHIN_MS = 20_000;
/** A part without a trace is sent again after half a minute; a suspect waits longer. */
const SETTLED_IN_REAL_TIME_MS = 150_000;
/** Shorter than the product's, and still longer than its reports are on their way. */
const SEND_GRACE_MS = 6_000;
/** A reminder of a run in real time is not due before its end. */
const LATER_MINUTES = 1_000;

export interface ChaosSetup {
  readonly twilio: TwilioStandIn;
  /** The stand-in of the bot's channel: Twilio's unless another channel was chosen. */
  readonly messenger: ChaosMessenger;
  /** The words that ask for an answer of two parts there. */
  readonly atLength: string;
  /** The text of each model call so far. */
  readonly asked: readonly string[];
  readonly databasePath: string;
  /** Returns the origin of the bot that was launched last. */
  origin(): string;
  /** Starts a bot on the same database as the one before it. */
  launch(orders?: Partial<ChildOrders>): BotProcess;
  /** Starts another one on the same database, without users. */
  launchBeside(): BotProcess;
  /** Resolves when the bot that was launched last listens; later when that one died and the next does. */
  isUp(): Promise<void>;
  /** Returns whether the bot answers. */
  isAlive(): Promise<boolean>;
  /** Returns the messages in the database of a living bot. */
  stored(): StoredMessage[];
  /**
   * Returns the messages that a dead bot left on disk, from a copy, so that its successor finds all
   * as it was.
   */
  remains(): StoredMessage[];
  /**
   * Resolves when this many messages are stored and nothing is left to be done for any, or when the
   * signal aborts; rejects when that takes longer than it ever may.
   */
  settled(messages: number, signal?: AbortSignal): Promise<void>;
  stop(): Promise<void>;
}

/** A Twilio and a model on loopback, and room for one bot process after the other between them. */
export async function setUpChaos(
  program: BotProgram,
  options: Partial<TwilioStandInOptions> & {
    /** Returns the model's delay, in milliseconds. */
    readonly thinkMs?: () => number;
    /** Called with the text of each model call as it comes. */
    readonly onAsked?: (text: string) => void;
    readonly settings?: Environment;
    /** The bot's channel: `twilio` by default. */
    readonly channel?: string;
    /** The folder of its database; a temporary one by default. */
    readonly folder?: string;
    /** Puts something between the bot and its model, which is at `modelOrigin`. */
    readonly between?: (modelOrigin: string) => Promise<string>;
  } = {},
): Promise<ChaosSetup> {
  const { thinkMs = () => 0, onAsked, settings: moreSettings, between, channel, ...rest } = options;
  const { folder = mkdtempSync(join(tmpdir(), "chaos-")), ...twilioOptions } = rest;
  const clockStartedAt = Date.now();
  const account = createAccount();
  const model = await startChaosModel(thinkMs, onAsked, program.isRealTime ? LATER_MINUTES : 1);
  const clock = program.isRealTime ? systemClock : createFastClock(clockStartedAt);
  const twilio = createTwilioStandIn({
    ...account,
    publicUrl: PUBLIC_URL,
    webhookUrl: "http://127.0.0.1:1/webhook",
    // The shortest way from a send to its proof: what was reported need not be looked up.
    areCallbacksFirst: true,
    clock,
    ...twilioOptions,
  });
  const { callbacks = "in-order", areCallbacksFirst = true } = twilioOptions;
  const appSecret = createAppSecret();
  const meta =
    channel === "cloud-api"
      ? createCloudApiStandIn({
          ...META,
          appSecret,
          webhookUrl: "http://127.0.0.1:1/webhook",
          callbacks,
          areCallbacksFirst,
          clock,
        })
      : null;
  const agents = channel === "agent-platform" ? createChaosAgents(clock) : null;
  const messenger: ChaosMessenger = agents?.messenger ?? meta ?? twilio;
  const settings: Environment = {
    ...botSettings(account, {
      database: join(folder, "bot.db"),
      twilio: twilio.url,
      model: between ? await between(model.origin) : model.origin,
    }),
    LOG_LEVEL: "info",
    ...(program.isRealTime && { APP_ENV: "production", SECRET_KEY: "x".repeat(32) }),
    ...(meta && { ...NO_TWILIO, ...cloudApiSettingsFor(meta.url, appSecret) }),
    ...(agents && { ...NO_TWILIO, ...agents.settings }),
    ...moreSettings,
  };
  let bot: BotProcess | null = null;
  let origin = "";
  let up = Promise.withResolvers<void>();

  function begin(orders: Partial<ChildOrders> = {}): BotProcess {
    return startBotProcess(program, folder, settings, {
      clockStartedAt,
      skewMs: 0,
      // Reports are counted from the send here, not from a start that a kill puts off again and again.
      sendGraceMs: agents === null ? SEND_GRACE_MS : null,
      killPoint: null,
      isTold: false,
      hasTool: false,
      hasReminders: false,
      hasRegistry: false,
      isInPictures: false,
      isSpoken: false,
      hasButtons: false,
      ...orders,
    });
  }

  function launch(orders: Partial<ChildOrders> = {}): BotProcess {
    const launched = begin(orders);
    bot = launched;
    void follow(launched);
    return launched;
  }

  async function follow(launched: BotProcess): Promise<void> {
    const port = await launched.ready;
    // A wait for a bot continues if one dies before it listens.
    if (port === null) return;
    origin = `http://127.0.0.1:${port}`;
    messenger.pointAt(`${origin}/webhook`);
    up.resolve();
    await launched.exited;
    up = Promise.withResolvers();
  }

  return {
    twilio,
    messenger,
    atLength: messenger === twilio ? "at length" : AT_FULL_LENGTH,
    asked: model.asked,
    databasePath: join(folder, "bot.db"),
    origin: () => origin,
    launch,
    launchBeside: begin,
    isUp: () => up.promise,
    isAlive: () =>
      fetch(`${origin}/webhook`).then(
        () => true,
        () => false,
      ),
    stored: () => readMessages(join(folder, "bot.db")),
    remains: () => {
      const copy = mkdtempSync(join(tmpdir(), "chaos-remains-"));
      try {
        cpSync(folder, copy, { recursive: true });
        return readMessages(join(copy, "bot.db"));
      } finally {
        rmSync(copy, { recursive: true });
      }
    },
    settled: async (messages, signal) => {
      const patienceMs = program.isRealTime ? SETTLED_IN_REAL_TIME_MS : SETTLED_WITHIN_MS;
      const giveUpAt = performance.now() + patienceMs;
      while (signal?.aborted !== true) {
        const rows = readMessages(join(folder, "bot.db"));
        if (rows.length >= messages && rows.every(isSettled)) return;
        if (performance.now() > giveUpAt) throw new Error(`unsettled: ${Bun.inspect(rows)}`);
        // Another process's database can only be asked again and again.
        await Bun.sleep(20);
      }
    },
    stop: async () => {
      await bot?.kill();
      await Promise.all([twilio.stop(), meta?.stop(), agents?.messenger.stop(), model.stop()]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The texts whose answering had begun and was not stored: their model call may be made again. */
export function textsCutOff(remains: readonly StoredMessage[]): string[] {
  return remains
    .filter(({ state, starts }) => state === "received" && starts > 0)
    .map(({ text }) => text);
}

function readMessages(path: string): StoredMessage[] {
  using database = new Database(path);
  database.run("PRAGMA busy_timeout = 1000");
  // A bot may die before it has made its tables.
  if (database.query("SELECT 1 FROM sqlite_schema WHERE name = 'messages'").get() === null)
    return [];
  return database.query<StoredMessage, []>(STORED_MESSAGES).all();
}
