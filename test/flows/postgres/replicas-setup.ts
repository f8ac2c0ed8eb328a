import { SQL } from "bun";
import { createApp } from "../../../src/app.ts";
import type { RunningApp } from "../../../src/app/running-app.ts";
import { type Environment, loadConfig } from "../../../src/config.ts";
import type { Logger, Model, ModelReply, ModelRequest } from "../../../src/core/ports.ts";
import {
  createTwilioStandIn,
  type TwilioStandIn,
  type TwilioStandInOptions,
} from "../../../src/simulator/twilio-stand-in.ts";
import { createFakeClock, type FakeClock } from "../../fake-clock.ts";
import { ACCOUNT, ADA, PUBLIC_URL } from "../../harness.ts";
import { openTestDatabase } from "../../postgres.ts";
import { waitFor, waitUntil } from "../../wait-for.ts";
import { anAnswer } from "../../replies.ts";

const quiet: Logger = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

/** One process of the bot. */
export interface Replica {
  readonly app: RunningApp;
  /** Sends it a text, Ada's unless told otherwise. */
  hear(body: string, from?: string): ReturnType<TwilioStandIn["sendText"]>;
  /** Returns how often it called a function of its store. */
  calls(name: string): number;
  /** Has Twilio reach it from now on, for its webhooks and for files. */
  reach(): void;
}

export interface ReplicasSetup {
  readonly one: Replica;
  readonly two: Replica;
  readonly twilio: TwilioStandIn;
  readonly clock: FakeClock;
  readonly sql: SQL;
  /** The address of their database. */
  readonly url: string;
  /** Returns the sent messages, oldest first. */
  sent(): string[];
  /** Runs both until nothing is due. */
  settle(): Promise<void>;
  stop(): Promise<void>;
}

/** Two bots on one database, at one time, before one Twilio, with this as their model. */
export async function startReplicas(
  respond: (request: ModelRequest) => Promise<string | ModelReply> | string | ModelReply,
  options: {
    readonly settings?: Environment;
    readonly twilio?: Partial<TwilioStandInOptions>;
    /** The database under another address. */
    readonly through?: (url: string) => string;
  } = {},
): Promise<ReplicasSetup> {
  const database = await openTestDatabase();
  const sql = new SQL({ url: database.url, max: 1 });
  const clock = createFakeClock();
  const twilio = createTwilioStandIn({
    ...ACCOUNT,
    publicUrl: PUBLIC_URL,
    webhookUrl: "http://127.0.0.1:1/webhook",
    clock,
    ...options.twilio,
  });
  const model: Model = {
    name: "a-model",
    capabilities: { vision: true, files: true },
    respond: async (request) => {
      const reply = await respond(request);
      return typeof reply === "string" ? anAnswer(reply) : reply;
    },
  };
  const config = loadConfig({
    HOST: "127.0.0.1",
    PORT: "0",
    PUBLIC_URL,
    DATABASE_URL: options.through?.(database.url) ?? database.url,
    TWILIO_ACCOUNT_SID: ACCOUNT.accountSid,
    TWILIO_AUTH_TOKEN: ACCOUNT.authToken,
    TWILIO_WHATSAPP_NUMBER: ACCOUNT.number,
    TWILIO_API_BASE_URL: twilio.url,
    OPENAI_API_KEY: "sk-test",
    WELCOME_MESSAGE: "",
    MESSAGE_SETTLE_MS: "0",
    ...options.settings,
  });

  async function launch(): Promise<Replica> {
    const calls: string[] = [];
    const around = <Port extends object>(port: Port): Port =>
      new Proxy(port, {
        get: (target, name, receiver) => {
          if ("claimLane" in target) calls.push(String(name));
          return Reflect.get(target, name, receiver);
        },
      });
    const app = await createApp(config, { log: quiet, clock, model, around, isScheduled: false });
    const { port } = app.start();
    const reach = () => twilio.pointAt(`http://127.0.0.1:${port}/webhook`);
    return {
      app,
      reach,
      hear: (body, from = ADA) => {
        reach();
        return twilio.sendText({ from, body });
      },
      calls: (name) => calls.filter((called) => called === name).length,
    };
  }

  const [one, two] = [await launch(), await launch()];
  await untilHeard(sql, 2);
  return {
    one,
    two,
    twilio,
    clock,
    sql,
    url: database.url,
    sent: () => twilio.journal.messages.map((message) => message.body),
    settle: async () => {
      let sent: number;
      do {
        sent = twilio.journal.messages.length;
        const drained = Promise.all([one.app.drain(), two.app.drain()]);
        await waitFor("both replicas to have nothing due", drained);
        await waitFor("Twilio to have delivered all reports", twilio.settled());
      } while (twilio.journal.messages.length > sent);
    },
    stop: async () => {
      await Promise.all([one.app.stop(), two.app.stop()]);
      await Promise.all([twilio.stop(), sql.close()]);
      await database.drop();
    },
  };
}

/** Waits until all replicas listen: earlier events only reach their next poll. */
async function untilHeard(sql: SQL, count: number): Promise<void> {
  let listening = 0;
  const look = async () => {
    const rows = await sql`SELECT 1 FROM pg_stat_activity
      WHERE datname = current_database() AND state = 'idle' AND query ILIKE 'listen %'`;
    listening = rows.length;
    return listening === count;
  };
  await waitUntil(`${count} connections that listen`, look, { found: () => listening });
}
