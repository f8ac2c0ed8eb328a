import { rmSync } from "node:fs";
import { LLMock } from "@copilotkit/aimock";
import { createApp } from "../src/app.ts";
import type { RunningApp } from "../src/app/running-app.ts";
import type { Overrides } from "../src/app/overrides.ts";
import { type Environment, loadConfig } from "../src/config.ts";
import type { Logger, Model } from "../src/core/ports.ts";
import type { AdminStore } from "../src/store/admin-store.ts";
import {
  createTwilioStandIn,
  type TwilioStandIn,
  type TwilioStandInOptions,
} from "../src/simulator/twilio-stand-in.ts";
import { createFakeClock, type FakeClock, withShortWaits } from "./fake-clock.ts";
import { quickFolder } from "./quick-folder.ts";
import { isOnPostgres, openStoryDatabase, type StoryDatabase } from "./story-database.ts";
import { waitFor } from "./wait-for.ts";

export const ADA = "whatsapp:+4915112345678";
export const BOB = "whatsapp:+4915187654321";
export const PUBLIC_URL = "https://bot.example.org";
export const ACCOUNT = {
  accountSid: `AC${"0".repeat(32)}`,
  authToken: "an-auth-token-of-the-tests",
  number: "whatsapp:+14155238886",
};

/** A messenger in place of Twilio. */
export interface OtherMessenger {
  /** The settings with which the bot uses it. */
  readonly settings: Environment;
  readonly journal: TwilioStandIn["journal"];
  pointAt(webhookUrl: string): void;
  settled(): Promise<void>;
  stop(): Promise<void>;
}

export interface TestApp {
  readonly app: RunningApp;
  /** The origin at which it listens. */
  readonly origin: string;
  readonly twilio: TwilioStandIn;
  readonly openai: LLMock;
  readonly clock: FakeClock;
  readonly log: LogLine[];
  /** The folder of its files. */
  readonly folder: string;
  /** The database's address, for opening it beside the bot. */
  readonly database: string;
  /** The settings that it was started with. */
  readonly settings: Environment;
  /** Reads rows of the database through a separate connection. */
  rows: StoryDatabase["rows"];
  /** Changes the database behind the bot's back. */
  write: StoryDatabase["write"];
  /** Returns the places that contain a text: files, and tables of PostgreSQL's. */
  traces: StoryDatabase["traces"];
  /** Opens the operator's view of the database, beside the bot. */
  openAdminStore(): Promise<AdminStore>;
  /** Returns the messages that the bot sent, oldest first. */
  sent(to?: string): string[];
  /** Runs the bot until nothing is due, moving time on up to `ms` when given. */
  settle(ms?: number): Promise<void>;
  /** Ends the bot as it is told to, and starts it again, after `meanwhile`, on the same database. */
  restart(settings?: Environment, meanwhile?: () => Promise<void>): Promise<void>;
  stop(): Promise<void>;
}

interface LogLine {
  readonly level: string;
  readonly event: string;
  readonly facts: Readonly<Record<string, unknown>>;
}

/** The bot on a free port, between a Twilio and an OpenAI on loopback, at a time of its own. */
export async function startTestApp(
  options: {
    readonly settings?: Environment;
    readonly twilio?: Partial<TwilioStandInOptions>;
    /** In place of Twilio. */
    readonly messenger?: (clock: FakeClock) => OtherMessenger;
    /** In place of the database that all stories are told on. */
    readonly database?: (folder: string) => Promise<StoryDatabase>;
    /** In place of the one behind aimock. */
    readonly model?: (clock: FakeClock) => Model;
    readonly tools?: Overrides["tools"];
    readonly pages?: Overrides["pages"];
    readonly around?: Overrides["around"];
    /**
     * True if tasks run on their schedule too. It goes by the machine's clock, so that they would run
     * in the middle of some stories, and not of others.
     */
    readonly isScheduled?: boolean;
  } = {},
): Promise<TestApp> {
  const folder = quickFolder("bot-");
  const database = await (options.database ?? openStoryDatabase)(folder);
  const clock = createFakeClock();
  const model = options.model?.(clock);
  const log: LogLine[] = [];
  const openai = new LLMock({ port: 0, logLevel: "silent" });
  await openai.start();
  const twilio = createTwilioStandIn({
    ...ACCOUNT,
    publicUrl: PUBLIC_URL,
    webhookUrl: "http://127.0.0.1:1/webhook",
    clock,
    ...options.twilio,
  });

  const other = options.messenger?.(clock) ?? null;
  const messenger = other ?? twilio;
  const account: Environment = other?.settings ?? {
    TWILIO_ACCOUNT_SID: ACCOUNT.accountSid,
    TWILIO_AUTH_TOKEN: ACCOUNT.authToken,
    TWILIO_WHATSAPP_NUMBER: ACCOUNT.number,
    TWILIO_API_BASE_URL: twilio.url,
  };
  let settings: Environment = {
    HOST: "127.0.0.1",
    PORT: "0",
    PUBLIC_URL,
    DATABASE_URL: database.url,
    DATABASE_POOL_SIZE: "3",
    ...account,
    OPENAI_API_KEY: "sk-test",
    OPENAI_BASE_URL: `${openai.url}/v1`,
    OPENAI_API: "responses",
    WELCOME_MESSAGE: "",
    MESSAGE_SETTLE_MS: "0",
    ...options.settings,
  };
  let origin = "";
  let app = await launch();

  async function launch(): Promise<RunningApp> {
    const launched = await withTemporaryFolder(folder, () =>
      createApp(loadConfig(settings), {
        log: recordLog(log),
        clock: isOnPostgres ? withShortWaits(clock) : clock,
        isScheduled: options.isScheduled ?? false,
        ...(model && { model }),
        ...(options.tools && { tools: options.tools }),
        ...(options.pages && { pages: options.pages }),
        ...(options.around && { around: options.around }),
      }),
    );
    const { port } = launched.start();
    origin = `http://127.0.0.1:${port}`;
    messenger.pointAt(`${origin}/webhook`);
    return launched;
  }

  /** The last log lines, for the report of a wait that failed. */
  const found = () => log.slice(-5);

  const end = () => waitFor("the bot to stop", app.stop(), { found });

  async function settle(ms = 0): Promise<void> {
    const until = clock.now() + ms;
    for (;;) {
      await comeToRest();
      if (clock.now() >= until) return;
      await clock.advance(Math.min(1_000, until - clock.now()));
    }
  }

  /** A delivery report may make the next part due, whose own report follows. */
  async function comeToRest(): Promise<void> {
    let sent: number;
    await waitFor("the bot to have nothing due", app.drain(), { found });
    do {
      sent = messenger.journal.messages.length;
      await waitFor("all reports to be delivered", messenger.settled(), { found });
      await waitFor("the bot to have nothing due", app.drain(), { found });
    } while (messenger.journal.messages.length > sent);
  }

  return {
    get app() {
      return app;
    },
    get origin() {
      return origin;
    },
    twilio,
    openai,
    clock,
    log,
    folder,
    database: database.url,
    get settings() {
      return settings;
    },
    rows: database.rows,
    write: database.write,
    traces: database.traces,
    openAdminStore: () => database.openAdminStore(clock, Boolean(settings["EVENTS_WEBHOOK_URL"])),
    sent: (to) =>
      messenger.journal.messages
        .filter((message) => to === undefined || message.to === to)
        // A line that is empty to its reader.
        .map((message) => message.body.replaceAll(/^\u2060$/gm, "")),
    settle,
    restart: async (changed = {}, meanwhile) => {
      await end();
      await meanwhile?.();
      settings = { ...settings, ...changed };
      app = await launch();
    },
    stop: async () => {
      await end();
      await Promise.all([twilio.stop(), other?.stop(), openai.stop(), database.remove()]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Keeps bots of other tests, whose clocks are elsewhere, from sweeping up after this one. */
async function withTemporaryFolder<T>(folder: string, work: () => Promise<T>): Promise<T> {
  const before = process.env["TMPDIR"];
  process.env["TMPDIR"] = folder;
  try {
    return await work();
  } finally {
    if (before === undefined) delete process.env["TMPDIR"];
    else process.env["TMPDIR"] = before;
  }
}

function recordLog(lines: LogLine[]): Logger {
  const at =
    (level: string) =>
    (event: string, facts: Readonly<Record<string, unknown>> = {}) => {
      lines.push({ level, event, facts });
    };
  return { debug: at("debug"), info: at("info"), warn: at("warn"), error: at("error") };
}
