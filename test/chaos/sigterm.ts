import { parseArgs } from "node:util";
import { theExecutable } from "./bot-process.ts";
import { beginLoad } from "./load.ts";
import { setChaosStage } from "./stage.ts";
import { conclude, judge, worst } from "./verdict.ts";

// Tells the executable to stop again and again while people write to it: bun test/chaos/sigterm.ts
// [--stops 20]. No model call may be made in vain, and each process must be gone within 25 s.
const EXITS_WITHIN_MS = 25_000;
const LONGEST_THOUGHT_MS = 1_500;

const { values } = parseArgs({ options: { stops: { type: "string", default: "20" } } });
const stops = Number(values.stops);
const stage = await setChaosStage(theExecutable(), {
  thinkMs: () => Math.random() * LONGEST_THOUGHT_MS,
});
try {
  const load = beginLoad(stage, 6);
  const exitMs: number[] = [];
  const codes = new Set<number | null>();
  for (let stop = 0; stop < stops; stop += 1) {
    const bot = stage.launch();
    await bot.ready;
    await Bun.sleep(300 + Math.random() * 1_500);
    const toldAt = performance.now();
    bot.send("SIGTERM");
    await bot.exited;
    exitMs.push(performance.now() - toldAt);
    codes.add(bot.exitCode());
  }
  await stage.launch().ready;
  const { line, isKept } = await judge(stage, load);
  const isTidy = Math.max(...exitMs) <= EXITS_WITHIN_MS && codes.size === 1 && codes.has(0);
  const how = `${stops} stops with exit code ${[...codes].join(" and ")}, within ${worst(exitMs)}`;
  conclude(`${how}; ${line}`, isKept && isTidy);
} finally {
  await stage.stop();
}
