import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SQL } from "bun";
import type { Environment } from "../../../src/config.ts";
import { systemClock } from "../../../src/core/system-clock.ts";
import {
  createTwilioStandIn,
  type TwilioStandIn,
  type TwilioStandInOptions,
} from "../../../src/simulator/twilio-stand-in.ts";
import type { PicturesStandIn } from "../../../src/simulator/pictures-stand-in.ts";
import { type DatabaseProxy, startDatabaseProxy } from "../../database-proxy.ts";
import { waitFor } from "../../wait-for.ts";
import { inDatabase } from "../../postgres.ts";
import { type PostgresServer, startPostgres } from "../../postgres-server.ts";
import { type BotProcess, type BotProgram, buildBot, startBotProcess } from "../bot-process.ts";
import { botSettings, createAccount, PUBLIC_URL } from "../bot-settings.ts";
import { painterSettings } from "../drawings.ts";
import { startChaosModel } from "../chaos-model.ts";
import { isSettled, STORED_MESSAGES, type StoredMessage } from "../stored.ts";
import { type Balancer, startBalancer } from "./balancer.ts";

/** A lease, the grace of an uncertain send, and time to work. */
const SETTLED_WITHIN_MS = 300_000;
const LOOK_AGAIN_MS = 250;
const DATABASE_ANSWERS_WITHIN_MS = 30_000;
const REPLICAS = 3;

export interface ReplicasSetup {
  readonly twilio: TwilioStandIn;
  readonly messenger: TwilioStandIn;
  readonly asked: readonly string[];
  readonly server: PostgresServer;
  readonly sql: SQL;
  readonly balancer: Balancer;
  /** The way of each replica to the database. */
  readonly proxies: readonly DatabaseProxy[];
  /** The process that stands in this place now. */
  replica(slot: number): BotProcess;
  /** Starts the process of a place; resolves when it listens, or is dead. */
  launch(slot: number): Promise<BotProcess>;
  /** Resolves when requests are answered, if only by the balancer. */
  isUp(): Promise<void>;
  stored(): Promise<StoredMessage[]>;
  settled(messages: number): Promise<void>;
  stop(): Promise<void>;
}

/**
 * Three bots at the machine's own pace behind a balancer, on one PostgreSQL whose commits wait for the
 * disk. Nothing about them is shortened: neither leases nor waits.
 */
export async function setUpReplicas(
  options: Partial<TwilioStandInOptions> & {
    readonly thinkMs?: () => number;
    readonly settings?: Environment;
    /** Makes a picture for each message. */
    readonly painter?: PicturesStandIn | null;
    /** The error of each replica's clock. */
    readonly skewMs?: readonly number[];
  } = {},
): Promise<ReplicasSetup> {
  const { thinkMs = () => 0, settings, skewMs = [], painter = null, ...twilioOptions } = options;
  const folder = mkdtempSync(join(tmpdir(), "chaos-replicas-"));
  const more = { ...settings, ...(painter && (await painterSettings(painter, folder))) };
  const program: BotProgram = await buildBot();
  const server = await startPostgres({ isDurable: true });
  await using admin = new SQL({ url: server.url, max: 1 });
  await admin`CREATE DATABASE bot`;
  const url = inDatabase(server.url, "bot");
  const sql = new SQL({ url, max: 2 });
  const account = createAccount();
  const model = await startChaosModel(thinkMs);
  const balancer = startBalancer(REPLICAS);
  const twilio = createTwilioStandIn({
    ...account,
    publicUrl: PUBLIC_URL,
    webhookUrl: `${balancer.url}/webhook`,
    areCallbacksFirst: true,
    clock: systemClock,
    ...twilioOptions,
  });
  const proxies = await Promise.all(Array.from({ length: REPLICAS }, startDatabaseProxy));
  const processes: BotProcess[] = [];

  async function launch(slot: number): Promise<BotProcess> {
    const all: Environment = {
      ...botSettings(account, {
        database: proxies[slot]?.through(url) ?? url,
        twilio: twilio.url,
        model: model.origin,
      }),
      ...more,
    };
    const bot = startBotProcess(program, folder, all, {
      clockStartedAt: null,
      skewMs: skewMs[slot] ?? 0,
      sendGraceMs: null,
      killPoint: null,
      isTold: false,
      hasTool: false,
      hasReminders: false,
      hasRegistry: painter !== null,
      isInPictures: false,
      isSpoken: false,
      hasButtons: false,
    });
    processes[slot] = bot;
    balancer.place(slot, null);
    const port = await bot.ready;
    if (processes[slot] === bot) balancer.place(slot, port);
    return bot;
  }

  async function stored(): Promise<StoredMessage[]> {
    const rows = sql.unsafe<StoredMessage[]>(STORED_MESSAGES).execute();
    return waitFor("the rows of all messages", rows, { deadlineMs: DATABASE_ANSWERS_WITHIN_MS });
  }

  // The first one makes the tables.
  await launch(0);
  await Promise.all(proxies.slice(1).map((_, index) => launch(index + 1)));
  return {
    twilio,
    messenger: twilio,
    asked: model.asked,
    server,
    sql,
    balancer,
    proxies,
    replica: (slot) => {
      const bot = processes[slot];
      if (bot === undefined) throw new Error(`there is no replica ${slot}`);
      return bot;
    },
    launch,
    isUp: async () => {},
    stored,
    settled: async (messages) => {
      const giveUpAt = performance.now() + SETTLED_WITHIN_MS;
      for (;;) {
        const rows = await stored();
        const open = rows.filter((row) => !isSettled(row));
        if (rows.length >= messages && open.length === 0) return;
        if (performance.now() > giveUpAt) throw new Error(`unsettled: ${Bun.inspect(open)}`);
        // Another process's database can only be asked again and again.
        await Bun.sleep(LOOK_AGAIN_MS);
      }
    },
    stop: async () => {
      await Promise.all(processes.map((bot) => bot.kill()));
      balancer.stop();
      for (const proxy of proxies) proxy.stop();
      await Promise.all([twilio.stop(), model.stop(), sql.close({ timeout: 0 })]);
      await server.stop();
      program.remove();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
