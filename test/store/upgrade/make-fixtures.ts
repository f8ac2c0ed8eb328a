// bun test/store/upgrade/make-fixtures.ts PROGRAM NAME: has the executable at PROGRAM fill a SQLite and a
// PostgreSQL database with real traffic, kills it in the middle, and keeps what it left as
// test/fixtures/databases/NAME.db and NAME.sql. To be run with the executable of a release.
import { Database } from "bun:sqlite";
import { SQL } from "bun";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { botSettings, startBot } from "../../bench/bot.ts";
import { createPool } from "../../bench/connections.ts";
import {
  ACCOUNT_SID,
  sidOf,
  signedReport,
  signedRequest,
  userOf,
} from "../../bench/signed-requests.ts";
import { inDatabase } from "../../postgres.ts";
import { startPostgres } from "../../postgres-server.ts";
import { dumpPostgres } from "./dump-postgres.ts";
import { startUpstream } from "./upstream.ts";

const [program = "", name = ""] = process.argv.slice(2);
const folder = join(import.meta.dir, "../../fixtures/databases");
const ADA = userOf(1);
const BOB = userOf(2);
const CARL = userOf(3);
/** A user whose messages never get an answer: `startUpstream` knows her number. */
const DORA = userOf(4);
const EVE = userOf(5);
const OWNER = userOf(9);
let numbers = 0;

const temporary = mkdtempSync(join(tmpdir(), "fixture-"));
const path = join(temporary, "bot.db");
await fill(path);
using left = new Database(path);
rmSync(join(folder, `${name}.db`), { force: true });
left.run("PRAGMA wal_checkpoint(TRUNCATE)");
left.run(`VACUUM INTO '${join(folder, `${name}.db`)}'`);
rmSync(temporary, { recursive: true });

const server = await startPostgres();
try {
  const admin = new SQL({ url: server.url, max: 1 });
  await admin.unsafe("CREATE DATABASE fixture");
  const url = inDatabase(server.url, "fixture");
  await fill(url);
  await Bun.write(join(folder, `${name}.sql`), await dumpPostgres(url));
  await admin.close();
} finally {
  await server.stop();
}

async function fill(database: string): Promise<void> {
  const upstream = startUpstream();
  const env = {
    MESSAGE_SETTLE_MS: "700",
    ACCESS_MODE: "pairing",
    WHITELISTED_USERS: [ADA, BOB, CARL, DORA].join().replaceAll("whatsapp:", ""),
    ADMIN_USERS: OWNER.replace("whatsapp:", ""),
    RATE_LIMIT_MESSAGES: "100",
    DAILY_TOKEN_LIMIT: "2000000",
    DAILY_TOKEN_LIMIT_PER_USER: "200000",
    TWILIO_DELETE_MEDIA: "true",
    MAX_REPLY_PARTS: "2",
    TIMEZONE: "UTC",
  };
  const bot = await startBot({ program: [program], standIns: upstream.url, database, env });
  let failed = 0;
  const pool = createPool(bot.port);
  const write = async (from: string, text: string, more = {}) => {
    numbers += 1;
    const status = await pool.ask(signedRequest(numbers, from, text, more));
    if (status !== 200) throw new Error(`a webhook was answered with ${status}`);
  };
  try {
    await write(ADA, "first please-answer");
    await upstream.rests();
    const sid = `SM${"1".padStart(32, "0")}`;
    const [callback = ""] = upstream.callbacks;
    await pool.ask(signedReport(callback, { sid, to: ADA, status: "delivered" }));
    await write(ADA, "one");
    await write(ADA, "two please-answer");
    const picture = `MM${"7".repeat(32)}`;
    await write(BOB, "look at this please-answer", {
      NumMedia: "1",
      MediaUrl0: `${upstream.url}/2010-04-01/Accounts/${ACCOUNT_SID}/Messages/${picture}/Media/ME${"7".repeat(32)}`,
      MediaContentType0: "image/jpeg",
      MessageSid: picture,
    });
    await write(CARL, "please-fail");
    failed = numbers;
    await write(EVE, "may I come in?");
    await upstream.rests();
    await write(ADA, "please-long");
    await write(BOB, "/human");
    await upstream.rests();
    await write(DORA, "please-answer, and never hear of it");
    await upstream.hangs(1);
    await upstream.rests();
    await write(ADA, "please-think for long");
    await upstream.hangs(2);
    await write(ADA, "and this waits behind it");
  } finally {
    pool.close();
    await bot.stop();
  }
  await upstream.stop();
  // An operator asks for what was given up; the server that would do it is gone.
  const retry = Bun.spawn([program, "retry", sidOf(failed)], {
    env: { ...env, ...botSettings({ database, standIns: upstream.url }) },
  });
  if ((await retry.exited) !== 0) throw new Error("nothing was to be retried");
}
