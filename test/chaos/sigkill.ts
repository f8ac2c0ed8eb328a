import { parseArgs } from "node:util";
import { type BotProgram, buildBot, theExecutable } from "./bot-process.ts";
import { beginLoad } from "./load.ts";
import { setChaosStage, textsCutOff } from "./stage.ts";
import { conclude, judge, worst } from "./verdict.ts";

const USAGE = `Kills the bot again and again while people write to it, and audits what became of it.
  bun test/chaos/sigkill.ts [--kills 50] [--users 6] [--executable]
The executable is dist/whatsapp-ai-bot and lives at the machine's own pace.`;

/** A process lives for at most this long; some die before they are ready. */
const LONGEST_LIFE_MS = { compressed: 900, real: 2_500 };
const LONGEST_THOUGHT_MS = 60;

const { values } = parseArgs({
  options: {
    kills: { type: "string", default: "50" },
    users: { type: "string", default: "6" },
    executable: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});
if (values.help) {
  process.stdout.write(`${USAGE}\n`);
} else {
  const program = values.executable ? theExecutable() : await buildBot();
  await runUnderFire(program, Number(values.kills), Number(values.users));
  program.remove();
}

async function runUnderFire(program: BotProgram, kills: number, users: number): Promise<void> {
  const stage = await setChaosStage(program, { thinkMs: () => Math.random() * LONGEST_THOUGHT_MS });
  const cutOff: string[] = [];
  const readyMs: number[] = [];
  try {
    const load = beginLoad(stage, users);
    for (let kill = 0; kill < kills; kill += 1) {
      const bot = stage.launch();
      await Bun.sleep(Math.random() * LONGEST_LIFE_MS[program.isRealTime ? "real" : "compressed"]);
      await bot.kill();
      readyMs.push(bot.readyMs() ?? NaN);
      cutOff.push(...textsCutOff(stage.remains()));
    }
    const last = stage.launch();
    await last.ready;
    readyMs.push(last.readyMs() ?? NaN);
    const { line, isKept } = await judge(stage, load, cutOff);
    const back = worst(readyMs.filter((ms) => !Number.isNaN(ms)));
    conclude(`${kills} kills, ${line}; ready within ${back}`, isKept);
  } finally {
    await stage.stop();
  }
}
