import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { requestsOf, settleWaiting } from "./acknowledge.ts";
import { legsOf } from "./answers.ts";
import { startBot } from "./bot.ts";
import { sendAll } from "./connections.ts";
import { atMost, type Figure, median } from "./figures.ts";
import { fillDatabase, MEASURED_USERS } from "./filled-database.ts";
import type { Circumstances, Measure } from "./measure.ts";
import { playQuestions } from "./questions.ts";
import { userOf } from "./signed-requests.ts";
import { openSetup, type StepTimes } from "./store-steps.ts";

const SIZES = [1_000, 100_000, 1_000_000] as const;
const QUICK_SIZES = [1_000, 100_000] as const;
const CONNECTIONS = 32;

/** Milliseconds for each thing that is done, at each size: one list of rounds for each. */
type Rounds = Map<string, number[][]>;

/** Measures how the work for one message grows with the number of stored messages. */
export const measureGrowth: Measure = async (circumstances) => {
  const sizes: readonly number[] = circumstances.isQuick ? QUICK_SIZES : SIZES;
  const folder = mkdtempSync(join(tmpdir(), "bench-growth-"));
  const fileOf = (size: number) => join(folder, `${size}.db`);
  try {
    for (const size of sizes) await fillDatabase(fileOf(size), size);
    const rounds: Rounds = new Map();
    await measureProgram(sizes.map(fileOf), rounds, circumstances);
    await measureSteps(sizes.map(fileOf), rounds, circumstances);
    return { figures: [...rounds].flatMap(([what, all]) => figuresOf(what, all, sizes)) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

async function measureProgram(
  files: readonly string[],
  rounds: Rounds,
  { program, standIns, isQuick }: Circumstances,
): Promise<void> {
  // Copies: what the executable adds must not be found by the steps that follow.
  const bots = [];
  for (const file of files) {
    const database = `${file}.copy`;
    cpSync(file, database);
    bots.push(await startBot({ program, standIns: standIns.url, database }));
  }
  try {
    for (const bot of bots) while ((await bot.health())["integrity"] !== "ok") await Bun.sleep(200);
    for (let round = 0; round < (isQuick ? 100 : 400); round += 1) {
      for (const [index, bot] of bots.entries()) {
        const questions = playQuestions(bot.port, standIns);
        const { there, back } = legsOf(await questions.ask(userOf(round % MEASURED_USERS)));
        questions.close();
        note(rounds, "whole answer, own time", index, there + back);
      }
    }
    standIns.onModelCall = () => new Promise(() => {});
    for (let round = 0; round < (isQuick ? 3 : 9); round += 1) {
      for (const [index, bot] of bots.entries()) {
        const { perSecond } = await sendAll(bot.port, CONNECTIONS, requestsOf(2_000, 10_000));
        note(rounds, "acknowledgement under load, each", index, 1_000 / perSecond);
        settleWaiting(bot.database);
      }
    }
  } finally {
    await Promise.all(bots.map((bot) => bot.stop()));
  }
}

async function measureSteps(
  files: readonly string[],
  rounds: Rounds,
  { isQuick }: Circumstances,
): Promise<void> {
  const setups = await Promise.all(files.map(openSetup));
  const warmUp = 50;
  for (let round = 0; round < (isQuick ? 200 : 600); round += 1) {
    for (const [index, setup] of setups.entries()) {
      const times: StepTimes = await setup.answerOne(1_000_000 + round, round % MEASURED_USERS);
      if (round < warmUp) continue;
      for (const [step, ms] of Object.entries(times)) note(rounds, `store: ${step}`, index, ms);
    }
  }
  await Promise.all(setups.map((setup) => setup.close()));
}

function note(rounds: Rounds, what: string, index: number, ms: number): void {
  const all = rounds.get(what) ?? [];
  (all[index] ??= []).push(ms);
  rounds.set(what, all);
}

function figuresOf(what: string, rounds: number[][], sizes: readonly number[]): Figure[] {
  const [smallest = Number.NaN, ...larger] = rounds.map(median);
  return larger.map((value, index): Figure => {
    const size = (sizes[index + 1] ?? 0).toLocaleString("en-US");
    return {
      id: `growth.${what}.${sizes[index + 1]}`,
      what: `${what}, ${size} messages stored`,
      value,
      unit: "ms",
      against: { what: "1,000 stored", value: smallest },
      ratio: value / smallest,
      goal: atMost(1.2, "ratio"),
    };
  });
}
