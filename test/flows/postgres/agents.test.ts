import { SQL } from "bun";
import { afterEach, beforeEach, expect, test } from "bun:test";
import { createApp } from "../../../src/app.ts";
import type { RunningApp } from "../../../src/app/running-app.ts";
import { loadConfig } from "../../../src/config.ts";
import type { Model } from "../../../src/core/ports.ts";
import { silentLogger } from "../../../src/core/silent-logger.ts";
import { type AgentStandIn, createAgentStandIn } from "../../agent-platform/stand-in.ts";
import { createFakeClock, type FakeClock } from "../../fake-clock.ts";
import { ADA, BOB } from "../../harness.ts";
import { openTestDatabase } from "../../postgres.ts";
import { anAnswer } from "../../replies.ts";
import { waitFor, waitUntil } from "../../wait-for.ts";

const USERS = { "key-of-ada-0123456789": ADA, "key-of-bob-0123456789": BOB };

let database: Awaited<ReturnType<typeof openTestDatabase>>;
let sql: SQL;
let whatsapp: AgentStandIn;
let clock: FakeClock;
let servers: RunningApp[];

async function launch(): Promise<RunningApp> {
  const model: Model = {
    name: "a-model",
    capabilities: { vision: true, files: true },
    respond: async () => anAnswer("Here I am."),
  };
  const config = loadConfig({
    HOST: "127.0.0.1",
    PORT: "0",
    DATABASE_URL: database.url,
    WHATSAPP_AGENT_KEYS: Object.keys(USERS).join(","),
    WHATSAPP_AGENT_BASE_URL: whatsapp.url,
    SECRET_KEY: "a-secret-key-of-the-tests-0123456789",
    OPENAI_API_KEY: "sk-test",
    WELCOME_MESSAGE: "",
    MESSAGE_SETTLE_MS: "0",
  });
  const app = await createApp(config, { log: silentLogger, clock, model, isScheduled: false });
  app.start();
  return app;
}

beforeEach(async () => {
  clock = createFakeClock();
  database = await openTestDatabase();
  sql = new SQL(database.url);
  whatsapp = createAgentStandIn({
    users: USERS,
    clock,
    // The database's own clock goes on more slowly than the story's.
    whenPaced: async () => {
      await clock.advance(1_000);
      await sql`DELETE FROM settings WHERE key LIKE 'pace:%'`;
    },
  });
  servers = [await launch(), await launch()];
  await whatsapp.polled();
});

afterEach(async () => {
  await waitFor("the servers to stop", Promise.all(servers.map((server) => server.stop())));
  await whatsapp.stop();
  await sql.close();
  await database.drop();
});

const sent = () => whatsapp.journal.messages.map(({ to, body }) => [to, body]);
const statuses = () =>
  [ADA, BOB].flatMap((user) => whatsapp.agentOf(user).updates.polls.map(({ status }) => status));

test("of two servers one polls for each agent, and the other one goes on when it ends", async () => {
  await whatsapp.sendText({ from: ADA, body: "Hello" });
  await whatsapp.sendText({ from: BOB, body: "Hello" });
  await waitUntil("both answers", () => sent().length === 2);
  expect(statuses()).not.toContain(409);
  const [first, second] = servers;
  if (first === undefined || second === undefined) throw new Error("two servers were started");
  await waitFor("the first server to stop", first.stop());
  servers = [second];
  // The one that stands by asks again after a while.
  for (let n = 0; n < 10; n += 1) await clock.advance(5_000);
  await whatsapp.polled();
  await whatsapp.sendText({ from: ADA, body: "Hello again" });
  await whatsapp.sendText({ from: BOB, body: "Hello again" });
  await waitUntil("four answers", () => sent().length === 4);
  expect(statuses()).not.toContain(409);
}, 60_000);
