import { beginLoad } from "./load.ts";
import { perform, readOptions, withBot } from "./program.ts";
import { setUpChaos } from "./setup.ts";
import { judge } from "./verdict.ts";

const USAGE = `Lets the process sleep past its leases and every deadline, again and again, and wake up in the
middle of what it did. Two seconds are forty on the bot's clock.
  bun test/chaos/sigstop.ts [--stops 20]`;
const ASLEEP_MS = 2_000;

const { stops } = readOptions(USAGE, { stops: 20 });
await withBot(async (program) => {
  const opening = await setUpChaos(program, { thinkMs: () => Math.random() * 60 });
  await perform(opening, async (setup) => {
    const bot = setup.launch();
    await bot.ready;
    const load = beginLoad(setup, 6);
    for (let stop = 0; stop < stops; stop += 1) {
      await Bun.sleep(100 + Math.random() * 500);
      bot.send("SIGSTOP");
      await Bun.sleep(ASLEEP_MS);
      bot.send("SIGCONT");
    }
    // A call to the model that was under way may have been given up for its time: asked again, not twice answered.
    const { line, isKept } = await judge(setup, load, setup.asked);
    return {
      line: `${stops} times asleep for 40 s; ${line}`,
      isKept: isKept && bot.exitCode() === null,
    };
  });
});
