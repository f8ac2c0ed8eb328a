import type { BotProgram } from "./bot-process.ts";
import { beginLoad } from "./load.ts";
import { perform, readOptions, withBot } from "./program.ts";
import { setUpChaos, textsCutOff } from "./setup.ts";
import { judge, worst } from "./verdict.ts";

const USAGE = `Kills the bot again and again while people write to it, and audits what became of it.
  bun test/chaos/sigkill.ts [--kills 50] [--users 6] [--executable] [--channel cloud-api|agent-platform] [--life 900]
A process lives for at most that many milliseconds, which a busy machine may need for its start.
The executable is dist/whatsapp-ai-bot and lives at the machine's own pace.`;

/** A process lives for at most this long; some die before they are ready. */
const LONGEST_LIFE_MS = { compressed: 900, real: 2_500 };
const LONGEST_THOUGHT_MS = 60;

const { kills, users, executable, channel, life } = readOptions(USAGE, {
  kills: 50,
  users: 6,
  executable: false,
  channel: "twilio",
  life: LONGEST_LIFE_MS.compressed,
});
await withBot(runUnderFire, { isExecutable: executable });

async function runUnderFire(program: BotProgram): Promise<void> {
  const opening = await setUpChaos(program, {
    channel,
    thinkMs: () => Math.random() * LONGEST_THOUGHT_MS,
  });
  await perform(opening, async (setup) => {
    const cutOff: string[] = [];
    const readyMs: number[] = [];
    const load = beginLoad(setup, users);
    for (let kill = 0; kill < kills; kill += 1) {
      const bot = setup.launch();
      await Bun.sleep(Math.random() * (program.isRealTime ? LONGEST_LIFE_MS.real : life));
      await bot.kill();
      readyMs.push(bot.readyMs() ?? NaN);
      cutOff.push(...textsCutOff(setup.remains()));
    }
    const last = setup.launch();
    await last.ready;
    readyMs.push(last.readyMs() ?? NaN);
    const { line, isKept } = await judge(setup, load, cutOff);
    const back = worst(readyMs.filter((ms) => !Number.isNaN(ms)));
    return { line: `${channel}: ${kills} kills, ${line}; ready within ${back}`, isKept };
  });
}
