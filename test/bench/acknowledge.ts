import { Database } from "bun:sqlite";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type RunningBot, startBot, startServer } from "./bot.ts";
import { type Load, sendAll, sendAtPace } from "./connections.ts";
import { atLeast, atMost, type Figure, median, quantile } from "./figures.ts";
import { AUTH_TOKEN, PUBLIC_URL, signedRequest, userOf } from "./signed-requests.ts";
import type { Measure } from "./measure.ts";

const CONNECTIONS = 32;
/** Fewer than the 5,000 that may wait, and than the 20 of one user. */
const A_ROUND = 4_000;
const USERS = 500;
const PER_SECOND = 200;

const WARM_UP = 2;

interface Round extends Load {
  /** Of each request. */
  readonly processorMs: number;
}

let numbers = 0;

/** The requests of one round, each from one of many users. */
export function requestsOf(count: number, users = USERS): Uint8Array[] {
  return Array.from({ length: count }, () => {
    numbers += 1;
    return signedRequest(numbers, userOf((numbers * 7_919) % users));
  });
}

/** Thanks per second for signed webhooks that are on disk by then, beside the least that it takes. */
export const measureAcknowledgement: Measure = async ({ program, standIns, isQuick }) => {
  // Answers never come: what is measured is the way to the disk and back.
  standIns.onModelCall = () => new Promise(() => {});
  const bot = await startBot({ program, standIns: standIns.url, env: { WORKERS: "1" } });
  const bound = await startBound();
  const rounds: { bot: Round; bound: Round }[] = [];
  try {
    for (let round = 0; round < (isQuick ? 4 : 11); round += 1) {
      const requests = requestsOf(A_ROUND);
      const inTurn = { bound: await runRound(bound, requests) };
      rounds.push({ ...inTurn, bot: await runRound(bot, requests) });
      settleWaiting(bot.database);
    }
  } finally {
    await Promise.all([bot.stop(), bound.stop()]);
  }
  refuseRefusals(rounds.flatMap((round) => [round.bot, round.bound]));
  // In the first rounds both are still being compiled.
  const warm = rounds.slice(WARM_UP);
  const figure = (name: string, unit: string, of: (load: Round) => number): Figure => ({
    id: `acknowledge.${name}`,
    what: `acknowledged webhooks, ${CONNECTIONS} connections: ${name}`,
    value: median(warm.map((round) => of(round.bot))),
    unit,
    against: { what: "lower bound", value: median(warm.map((round) => of(round.bound))) },
    ratio: median(warm.map((round) => of(round.bot) / of(round.bound))),
  });
  return {
    figures: [
      { ...figure("rate", "/s", (load) => load.perSecond), goal: atLeast(0.6, "ratio") },
      figure("p50", "ms", (load) => quantile(load.latenciesMs, 0.5)),
      figure("p99", "ms", (load) => quantile(load.latenciesMs, 0.99)),
      figure("processor time", "ms", (load) => load.processorMs),
    ],
  };
};

async function runRound(
  server: Pick<RunningBot, "port" | "cpuMs">,
  requests: Uint8Array[],
): Promise<Round> {
  const before = server.cpuMs();
  const load = await sendAll(server.port, CONNECTIONS, requests);
  return { ...load, processorMs: (server.cpuMs() - before) / requests.length };
}

/** Measures the time until a webhook is acknowledged, at a steady pace. */
export const measurePace: Measure = async ({ program, standIns, isQuick }) => {
  standIns.onModelCall = () => new Promise(() => {});
  const bot = await startBot({ program, standIns: standIns.url, env: { WORKERS: "1" } });
  try {
    await sendAtPace(bot.port, PER_SECOND, requestsOf(PER_SECOND * 2));
    const load = await sendAtPace(
      bot.port,
      PER_SECOND,
      requestsOf(PER_SECOND * (isQuick ? 5 : 20)),
    );
    refuseRefusals([load]);
    const figure = (name: string, value: number): Figure => ({
      id: `pace.${name}`,
      what: `acknowledged at a steady ${PER_SECOND}/s, ${name}`,
      value,
      unit: "ms",
    });
    return {
      figures: [
        figure("p50", quantile(load.latenciesMs, 0.5)),
        { ...figure("p99", quantile(load.latenciesMs, 0.99)), goal: atMost(10) },
      ],
    };
  } finally {
    await bot.stop();
  }
};

function startBound() {
  const folder = mkdtempSync(join(tmpdir(), "bench-bound-"));
  const cmd = [process.execPath, join(import.meta.dir, "lower-bound.ts"), join(folder, "bound.db")];
  return startServer(cmd, folder, { AUTH_TOKEN, SIGNED_URL: `${PUBLIC_URL}/webhook` });
}

/** Makes room for another round: no more than 5,000 messages may wait. */
export function settleWaiting(path: string): void {
  const database = new Database(path);
  database.run("PRAGMA busy_timeout = 5000");
  database.run("UPDATE messages SET state = 'done' WHERE state = 'received'");
  database.close();
}

function refuseRefusals(loads: readonly Load[]): void {
  const refused = loads.reduce((sum, load) => sum + load.refused, 0);
  if (refused > 0) throw new Error(`${refused} webhooks were not answered with 200`);
}
