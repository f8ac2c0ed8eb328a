import { SQL } from "bun";
import { inDatabase } from "../postgres.ts";
import { startPostgres } from "../postgres-server.ts";
import { type RunningBot, startBot } from "./bot.ts";
import { type Load, sendAll, sendAtPace } from "./connections.ts";
import { countCalls } from "./count-calls.ts";
import { quantile } from "./figures.ts";
import type { Measure } from "./measure.ts";
import { type Surroundings, startSurroundings } from "./surroundings.ts";
import { signedRequest, userOf } from "./signed-requests.ts";
import { type Round, wholeFigures } from "./whole-figures.ts";

const PER_SECOND = 50;
const SECONDS = 10;
/** Each user has one message at a time: waiting messages of one user would be answered together. */
const PEOPLE = 500;
const CONNECTIONS = 16;
const REPORTS = 4;
const POSTGRES_BOTS = { DATABASE_POOL_SIZE: "10" };

interface Contestant {
  readonly bot: RunningBot;
  readonly world: Surroundings;
  /** Returns the number of statements that a server ran for it. */
  statements(): Promise<number>;
  stop(): Promise<void>;
}

let numbers = 0;

/**
 * Measures all of the bot's work for an answer, at a steady pace and then at full speed: signed
 * webhooks, typing, the model, the send, and four signed reports on it. Two programs, if given, run
 * alternately.
 */
export const measureWhole: Measure = async ({ program, other, isQuick }) => {
  const programs = other === null ? [program] : [program, other];
  const rounds = isQuick ? 1 : 3;
  const onSqlite = (cmd: readonly string[]) => enter(cmd, {}, () => Promise.resolve(0));
  const sqlite = await takeTurns(programs, onSqlite, rounds, measureRound);
  const calls = await takeTurns(programs, onSqlite, 1, measureCalls);
  const postgres = await onPostgres(programs, rounds);
  return {
    figures: [
      ...wholeFigures("SQLite", sqlite),
      ...wholeFigures("SQLite", calls),
      ...wholeFigures("PostgreSQL", postgres),
    ],
  };
};

/** Starts all, lets each have its round in turn, and returns the rounds of each. */
async function takeTurns(
  programs: readonly (readonly string[])[],
  open: (cmd: readonly string[]) => Promise<Contestant>,
  rounds: number,
  measure: (contestant: Contestant) => Promise<Round>,
): Promise<Round[][]> {
  const contestants: Contestant[] = [];
  try {
    for (const cmd of programs) contestants.push(await open(cmd));
    for (const contestant of contestants) await answerAtOnce(contestant);
    const found: Round[][] = contestants.map(() => []);
    for (let round = 0; round < rounds; round += 1) {
      for (const [index, contestant] of contestants.entries()) {
        found[index]?.push(await measure(contestant));
      }
    }
    return found;
  } finally {
    for (const contestant of contestants) await contestant.stop();
  }
}

async function enter(
  program: readonly string[],
  env: Readonly<Record<string, string>>,
  statements: Contestant["statements"],
): Promise<Contestant> {
  const world = await startSurroundings();
  const bot = await startBot({ program, standIns: world.url, env });
  await world.serve(bot.port, REPORTS);
  const stop = async () => {
    await bot.stop();
    await world.stop();
  };
  return { bot, world, statements, stop };
}

async function onPostgres(
  programs: readonly (readonly string[])[],
  rounds: number,
): Promise<Round[][]> {
  const server = await startPostgres({
    isDurable: true,
    settings: { shared_preload_libraries: "pg_stat_statements" },
  });
  const admin = new SQL({ url: server.url, max: 1 });
  let databases = 0;

  async function open(cmd: readonly string[]): Promise<Contestant> {
    databases += 1;
    const name = `whole_${databases}`;
    await admin.unsafe(`CREATE DATABASE ${name}`);
    return enter(
      cmd,
      { ...POSTGRES_BOTS, DATABASE_URL: inDatabase(server.url, name) },
      async () => {
        const [row] = await admin<{ calls: string }[]>`
        SELECT sum(calls) AS calls FROM pg_stat_statements JOIN pg_database AS d ON d.oid = dbid
         WHERE datname = ${name}`;
        return Number(row?.calls);
      },
    );
  }

  try {
    await admin`CREATE EXTENSION pg_stat_statements`;
    return await takeTurns(programs, open, rounds, measureRound);
  } finally {
    await admin.close();
    await server.stop();
  }
}

async function measureRound(contestant: Contestant): Promise<Round> {
  const { bot } = contestant;
  const before = { ...spentBy(bot), statements: await contestant.statements() };
  const requests = someRequests(PER_SECOND * SECONDS);
  const { latenciesMs } = await untilDone(contestant, requests.length, () =>
    sendAtPace(bot.port, PER_SECOND, requests),
  );
  const after = { ...spentBy(bot), statements: await contestant.statements() };
  const each = (key: keyof typeof after) => (after[key] - before[key]) / requests.length;
  return {
    "processor time": each("cpuMs"),
    "acknowledged, p50": quantile(latenciesMs, 0.5),
    "acknowledged, p99": quantile(latenciesMs, 0.99),
    "written to disk": each("writtenBytes") / 1024,
    "handed to the system": each("handedBytes") / 1024,
    statements: each("statements"),
    "answers at once": await answerAtOnce(contestant),
  };
}

function spentBy(bot: RunningBot) {
  return { cpuMs: bot.cpuMs(), writtenBytes: bot.writtenBytes(), handedBytes: bot.handedBytes() };
}

/** Apart from the rest: who is watched is slow. */
async function measureCalls(contestant: Contestant): Promise<Round> {
  const requests = someRequests(PER_SECOND * 4);
  const calls = await countCalls(contestant.bot.pid, async () => {
    await untilDone(contestant, requests.length, () =>
      sendAtPace(contestant.bot.port, PER_SECOND, requests),
    );
  });
  if (calls === null) return {};
  return {
    fsyncs: calls.syncs / requests.length,
    "writes to files": calls.placedWrites / requests.length,
    "other writes": calls.writes / requests.length,
  };
}

/** Sends all messages at once; returns complete answers per second until all are answered. */
async function answerAtOnce(contestant: Contestant): Promise<number> {
  const requests = someRequests(PEOPLE);
  const startedAt = performance.now();
  const { lastAt } = await untilDone(contestant, requests.length, () =>
    sendAll(contestant.bot.port, CONNECTIONS, requests),
  );
  return (requests.length * 1_000) / (lastAt - startedAt);
}

/** Sends, and waits until all is answered, shown as being typed, and reported on. */
async function untilDone(
  { world }: Contestant,
  count: number,
  send: () => Promise<Load>,
): Promise<Load & { readonly lastAt: number }> {
  const before = await world.count();
  const load = await send();
  const lastAt = await world.answered(before.answers + count);
  await world.reported(before.reports + count * REPORTS);
  const { answers, typings, refusedReports } = await world.count();
  if (load.refused > 0 || refusedReports > before.refusedReports) {
    throw new Error(`${load.refused} webhooks and ${refusedReports} reports were refused`);
  }
  if (answers !== before.answers + count || typings - before.typings < count / 2) {
    throw new Error(
      `${count} messages had ${answers - before.answers} answers and ${typings - before.typings} typing signs`,
    );
  }
  return { ...load, lastAt };
}

function someRequests(count: number): Uint8Array[] {
  return Array.from({ length: count }, () => {
    numbers += 1;
    return signedRequest(numbers, userOf(numbers % PEOPLE));
  });
}
