import { parseArgs } from "node:util";
import type { CallbackMode } from "../../src/simulator/twilio/status-callbacks.ts";
import { buildBot } from "./bot-process.ts";
import { beginLoad } from "./load.ts";
import { setChaosStage } from "./stage.ts";
import { conclude, judge } from "./verdict.ts";

// Twilio takes a message and its answer never comes, once in twenty times, with delivery reports and
// without: bun test/chaos/lost-responses.ts [--seconds 20]
const SHARE = 0.05;

const { values } = parseArgs({ options: { seconds: { type: "string", default: "20" } } });
const program = await buildBot();
for (const callbacks of ["in-order", "none"] as const) await run(callbacks);
program.remove();

async function run(callbacks: CallbackMode): Promise<void> {
  const stage = await setChaosStage(program, { callbacks, areCallbacksFirst: false });
  let lost = 0;
  const stopWatching = stage.twilio.journal.subscribe((event) => {
    if (event.kind !== "outbound" || Math.random() >= SHARE) return;
    // The next one: this one's answer is on its way.
    stage.twilio.faults.next({ on: "create", kind: "lost-response" });
    lost += 1;
  });
  try {
    await stage.launch().ready;
    const load = beginLoad(stage, 8);
    await Bun.sleep((Number(values.seconds) * 1_000) / 2);
    await load.end();
    stopWatching();
    const { line, isKept } = await judge(stage, load);
    conclude(`${lost} answers lost with reports ${callbacks}; ${line}`, isKept);
  } finally {
    await stage.stop();
  }
}
