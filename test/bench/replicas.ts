import { SQL } from "bun";
import { join } from "node:path";
import { columns, say } from "../../src/cli/write-out.ts";
import { inDatabase } from "../postgres.ts";
import { startPostgres } from "../postgres-server.ts";
import { cpuMsOf, type RunningBot, startBot } from "./bot.ts";
import { sendAll } from "./connections.ts";
import { median } from "./figures.ts";
import { signedRequest, userOf } from "./signed-requests.ts";
import { startStandIns } from "./stand-ins.ts";

/**
 * Whole answers per second of one to three servers, on PostgreSQL and of one on SQLite, with a model
 * and a Twilio that answer at once; everything, PostgreSQL too, on this machine's processors. Each
 * round lasts a minute at most, and everything that was started is ended.
 */

const PEOPLE = 400;
const ROUNDS = 4;
const CONNECTIONS = 8;
const ROUND_MS = 60_000;
const PROGRAM = [process.execPath, "--no-env-file", join(import.meta.dir, "../../src/main.ts")];

interface Spent {
  readonly commits: number;
  readonly statements: number;
  readonly walBytes: number;
  readonly cpuMs: number;
}

interface Meter {
  read(): Promise<Spent>;
  /** Returns the costs of the last round's statements, the most expensive first. */
  dearest(): Promise<string[]>;
}

const standIns = startStandIns();
const server = await startPostgres({
  isDurable: true,
  settings: { shared_preload_libraries: "pg_stat_statements" },
});
const admin = new SQL({ url: server.url, max: 1 });
let numbers = 0;

try {
  await admin`CREATE EXTENSION pg_stat_statements`;
  const rows = [
    ["SERVERS", "ANSWERS/S", "BOT MS", "POSTGRES MS", "COMMITS", "STATEMENTS", "WAL KIB"],
  ];
  rows.push(await measure("1 on SQLite", 1, {}, null));
  for (const replicas of [1, 2, 3]) {
    const name = `replicas_${replicas}`;
    await admin.unsafe(`CREATE DATABASE ${name}`);
    const meter = meterOf(name);
    const env = { DATABASE_URL: inDatabase(server.url, name), DATABASE_POOL_SIZE: "10" };
    rows.push(await measure(`${replicas} on PostgreSQL`, replicas, env, meter));
    if (replicas === 1) for (const line of await meter.dearest()) say(line);
  }
  for (const line of columns(rows)) say(line);
  say(
    `Each but the first per answer; ${ROUNDS} rounds of ${PEOPLE} people, the first not counted.`,
  );
} finally {
  await admin.close();
  await Promise.all([standIns.stop(), server.stop()]);
}

async function measure(
  name: string,
  replicas: number,
  env: Record<string, string>,
  meter: Meter | null,
): Promise<string[]> {
  const bots: RunningBot[] = [];
  try {
    for (let index = 0; index < replicas; index += 1) {
      bots.push(await startBot({ program: PROGRAM, standIns: standIns.url, env }));
    }
    await answerAll(bots);
    const cpu = () => bots.reduce((sum, bot) => sum + bot.cpuMs(), 0);
    const before = { cpu: cpu(), spent: await meter?.read() };
    const rates: number[] = [];
    for (let round = 1; round < ROUNDS; round += 1) rates.push(await answerAll(bots));
    const answers = PEOPLE * (ROUNDS - 1);
    const after = await meter?.read();
    const each = (key: keyof Spent, digits: number, unit = 1) =>
      after === undefined || before.spent === undefined
        ? ""
        : ((after[key] - before.spent[key]) / answers / unit).toFixed(digits);
    return [
      name,
      median(rates).toFixed(0),
      ((cpu() - before.cpu) / answers).toFixed(1),
      each("cpuMs", 1),
      each("commits", 1),
      each("statements", 1),
      each("walBytes", 1, 1024),
    ];
  } finally {
    await Promise.all(bots.map((bot) => bot.stop()));
  }
}

/**
 * Sends all users' messages at once, each to one of the servers, until all are answered; returns
 * answers per second.
 */
async function answerAll(bots: readonly RunningBot[]): Promise<number> {
  const { promise: isDone, resolve, reject } = Promise.withResolvers<void>();
  const late = setTimeout(() => reject(new Error("not all was answered in time")), ROUND_MS);
  let left = PEOPLE;
  standIns.onSend = () => {
    left -= 1;
    if (left === 0) resolve();
  };
  const requests: Uint8Array[][] = bots.map(() => []);
  for (let user = 0; user < PEOPLE; user += 1) {
    numbers += 1;
    requests[user % bots.length]?.push(signedRequest(numbers, userOf(user)));
  }
  const begun = performance.now();
  await Promise.all(
    bots.map(({ port }, index) => sendAll(port, CONNECTIONS, requests[index] ?? [])),
  );
  await isDone.finally(() => clearTimeout(late));
  return PEOPLE / ((performance.now() - begun) / 1_000);
}

function meterOf(database: string): Meter {
  return {
    read: async () => {
      const [row] = await admin<{ commits: string; statements: string; wal: string }[]>`
        SELECT (SELECT xact_commit FROM pg_stat_database WHERE datname = ${database}) AS commits,
               (SELECT sum(calls) FROM pg_stat_statements JOIN pg_database AS d ON d.oid = dbid WHERE datname = ${database}) AS statements,
               pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0') AS wal`;
      const pids = await admin<{ pid: number }[]>`SELECT pid FROM pg_stat_activity`;
      return {
        commits: Number(row?.commits),
        statements: Number(row?.statements),
        walBytes: Number(row?.wal),
        cpuMs: pids.reduce((sum, { pid }) => sum + cpuMsOf(pid), 0),
      };
    },
    dearest: async () => {
      const found = await admin<{ calls: string; ms: number; query: string }[]>`
        SELECT calls, total_exec_time AS ms, left(regexp_replace(query, '\\s+', ' ', 'g'), 100) AS query
          FROM pg_stat_statements JOIN pg_database AS d ON d.oid = dbid
         WHERE datname = ${database} ORDER BY total_exec_time DESC LIMIT 12`;
      const answers = PEOPLE * ROUNDS;
      return columns([
        ["MS/ANSWER", "CALLS/ANSWER", "STATEMENT"],
        ...found.map(({ calls, ms, query }) => [
          (ms / answers).toFixed(3),
          (Number(calls) / answers).toFixed(2),
          query,
        ]),
      ]);
    },
  };
}
