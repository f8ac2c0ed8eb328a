import { afterAll, expect, test } from "bun:test";
import { join } from "node:path";
import { type RunningBot, startBot } from "../bench/bot.ts";
import { askMany, playQuestions } from "../bench/questions.ts";
import { userOf } from "../bench/signed-requests.ts";
import { startStandIns } from "../bench/stand-ins.ts";
import { type PostgresServer, startPostgres } from "../postgres-server.ts";

// bun run check:binary: the built program as several servers on one PostgreSQL, empty at first.
const program = [join(import.meta.dir, "../../dist/whatsapp-ai-bot")];
const MESSAGES = 50;

const bots: RunningBot[] = [];
let server: PostgresServer | null = null;
const standIns = startStandIns();
afterAll(async () => {
  for (const bot of bots) await bot.stop();
  await Promise.all([standIns.stop(), server?.stop()]);
});

test("two that start at once on an empty database both serve, and each message is answered", async () => {
  server = await startPostgres();
  const env = { DATABASE_URL: server.url };
  const start = () => startBot({ program, standIns: standIns.url, env });
  bots.push(...(await Promise.all([start(), start()])));
  for (const bot of bots) {
    const questions = playQuestions(bot.port, standIns);
    await askMany(questions, [userOf(1), userOf(2)], MESSAGES);
    questions.close();
    expect(await bot.health()).toMatchObject({ status: "ok", database: "ok", waitingMessages: 0 });
  }
  const users = Bun.spawnSync([...program, "users", "list", "--json"], { env });
  const { stdout } = users;
  expect(stdout.toString()).toContain(userOf(2));
}, 60_000);
