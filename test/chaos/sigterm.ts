import { theExecutable } from "./bot-process.ts";
import { beginLoad } from "./load.ts";
import { perform, readOptions } from "./program.ts";
import { setUpChaos } from "./setup.ts";
import { judge, worst } from "./verdict.ts";

const USAGE = `Tells the executable to stop again and again while people write to it. No model call may be made
in vain, and each process must be gone within 25 s.
  bun test/chaos/sigterm.ts [--stops 20]`;
const EXITS_WITHIN_MS = 25_000;
const LONGEST_THOUGHT_MS = 1_500;

const { stops } = readOptions(USAGE, { stops: 20 });
const opening = await setUpChaos(theExecutable(), {
  thinkMs: () => Math.random() * LONGEST_THOUGHT_MS,
});
await perform(opening, async (setup) => {
  const load = beginLoad(setup, 6);
  const exitMs: number[] = [];
  const codes = new Set<number | null>();
  for (let stop = 0; stop < stops; stop += 1) {
    const bot = setup.launch();
    await bot.ready;
    await Bun.sleep(300 + Math.random() * 1_500);
    const toldAt = performance.now();
    bot.send("SIGTERM");
    await bot.ended();
    exitMs.push(performance.now() - toldAt);
    codes.add(bot.exitCode());
  }
  await setup.launch().ready;
  const { line, isKept } = await judge(setup, load);
  const isTidy = Math.max(...exitMs) <= EXITS_WITHIN_MS && codes.size === 1 && codes.has(0);
  const how = `${stops} stops with exit code ${[...codes].join(" and ")}, within ${worst(exitMs)}`;
  return { line: `${how}; ${line}`, isKept: isKept && isTidy };
});
