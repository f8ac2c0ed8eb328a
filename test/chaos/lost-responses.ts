import { parseArgs } from "node:util";
import type { CallbackMode } from "../../src/simulator/twilio/status-callbacks.ts";
import { buildBot } from "./bot-process.ts";
import { beginLoad } from "./load.ts";
import { loseResponses } from "./lose-responses.ts";
import { setChaosStage } from "./stage.ts";
import { conclude, judge } from "./verdict.ts";

// Twilio takes a message and its answer never comes, once in twenty times, with delivery reports and
// without: bun test/chaos/lost-responses.ts [--seconds 20]
const { values } = parseArgs({ options: { seconds: { type: "string", default: "20" } } });
const program = await buildBot();
for (const callbacks of ["in-order", "none"] as const) await run(callbacks);
program.remove();

async function run(callbacks: CallbackMode): Promise<void> {
  const stage = await setChaosStage(program, { callbacks, areCallbacksFirst: false });
  const losses = loseResponses(stage.twilio);
  try {
    await stage.launch().ready;
    const load = beginLoad(stage, 8);
    await Bun.sleep((Number(values.seconds) * 1_000) / 2);
    await load.end();
    losses.end();
    const { line, isKept } = await judge(stage, load);
    conclude(`${losses.count()} answers lost with reports ${callbacks}; ${line}`, isKept);
  } finally {
    await stage.stop();
  }
}
