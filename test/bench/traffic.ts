import { join } from "node:path";
import { startBot } from "./bot.ts";
import { freePort } from "../free-port.ts";
import type { Figure } from "./figures.ts";
import type { Circumstances, Measure } from "./measure.ts";
import { askMany, playQuestions } from "./questions.ts";
import { userOf } from "./signed-requests.ts";
import type { StandIns } from "./stand-ins.ts";

const AT_ONCE = 8;

interface Counts {
  model: number;
  twilio: number;
}

/**
 * Measures the traffic of one answer of one part: over the network, to the disk and through SQLite.
 */
export const measureTraffic: Measure = async (circumstances) => {
  const count = circumstances.isQuick ? 200 : 1_000;
  const { bytes, written } = await measureBytes(circumstances, count);
  const statements = await countStatements(circumstances.standIns, count);
  const figure = (id: string, what: string, value: number, unit = ""): Figure => ({
    id: `traffic.${id}`,
    what: `per answer: ${what}`,
    value: value / count,
    unit,
  });
  return {
    figures: [
      figure("model", "bytes to the model, with five past messages", bytes.model, "B"),
      figure("twilio", "bytes to Twilio, including the typing indicator", bytes.twilio, "B"),
      figure("disk", "bytes written to disk", written, "B"),
      figure("statements", "SQL statements run", statements.run),
      figure("compiled", "SQL statements compiled", statements.compiled),
    ],
  };
};

async function measureBytes({ program, standIns }: Circumstances, count: number) {
  const bot = await startBot({
    program,
    standIns: standIns.url,
    env: { LOG_LEVEL: "error", MAX_CONVERSATION_HISTORY: "5" },
  });
  const questions = playQuestions(bot.port, standIns);
  const bytes = weigh(standIns);
  const people = Array.from({ length: AT_ONCE }, (_, index) => userOf(index));
  try {
    await askMany(questions, people, AT_ONCE * 10);
    Object.assign(bytes, { model: 0, twilio: 0 });
    const before = bot.writtenBytes();
    await askMany(questions, people, count);
    return { bytes: { ...bytes }, written: bot.writtenBytes() - before };
  } finally {
    questions.close();
    await bot.stop();
  }
}

/** Lets every call's bytes be added up. */
function weigh(standIns: StandIns): Counts {
  const bytes = { model: 0, twilio: 0 };
  const { onModelCall, onSend, onTyping } = standIns;
  standIns.onModelCall = (call) => {
    bytes.model += call.bytes;
    return onModelCall(call);
  };
  standIns.onSend = (call, sid) => {
    bytes.twilio += call.bytes;
    onSend(call, sid);
  };
  standIns.onTyping = (call) => {
    bytes.twilio += call.bytes;
    onTyping(call);
  };
  return bytes;
}

async function countStatements(standIns: StandIns, count: number) {
  const port = String(freePort());
  const bot = await startBot({
    program: [process.execPath, "--no-env-file", join(import.meta.dir, "count-statements.ts")],
    standIns: standIns.url,
    env: { STATEMENTS_PORT: port },
  });
  const counted = async (): Promise<{ run: number; compiled: number }> =>
    Object(await fetch(`http://127.0.0.1:${port}`).then((response) => response.json()));
  const questions = playQuestions(bot.port, standIns);
  const people = Array.from({ length: AT_ONCE }, (_, index) => userOf(index));
  try {
    await askMany(questions, people, AT_ONCE * 10);
    const before = await counted();
    await askMany(questions, people, count);
    const after = await counted();
    return { run: after.run - before.run, compiled: after.compiled - before.compiled };
  } finally {
    questions.close();
    await bot.stop();
  }
}
