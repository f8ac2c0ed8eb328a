import { parseArgs } from "node:util";
import { buildBot } from "./bot-process.ts";
import { beginLoad } from "./load.ts";
import { setChaosStage } from "./stage.ts";
import { conclude, judge } from "./verdict.ts";

// The process sleeps past its leases and every deadline, again and again, and wakes up in the middle
// of what it did: bun test/chaos/sigstop.ts [--stops 20]. Two seconds are forty on the bot's clock.
const ASLEEP_MS = 2_000;

const { values } = parseArgs({ options: { stops: { type: "string", default: "20" } } });
const program = await buildBot();
const stage = await setChaosStage(program, { thinkMs: () => Math.random() * 60 });
try {
  const bot = stage.launch();
  await bot.ready;
  const load = beginLoad(stage, 6);
  for (let stop = 0; stop < Number(values.stops); stop += 1) {
    await Bun.sleep(100 + Math.random() * 500);
    bot.send("SIGSTOP");
    await Bun.sleep(ASLEEP_MS);
    bot.send("SIGCONT");
  }
  // A call to the model that was under way may have been given up for its time: asked again, not twice answered.
  const { line, isKept } = await judge(stage, load, stage.asked);
  conclude(`${values.stops} times asleep for 40 s; ${line}`, isKept && bot.exitCode() === null);
} finally {
  await stage.stop();
  program.remove();
}
