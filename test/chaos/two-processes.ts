import { theExecutable } from "./bot-process.ts";
import { beginLoad } from "./load.ts";
import { perform } from "./program.ts";
import { setUpChaos } from "./setup.ts";
import { judge, worst } from "./verdict.ts";

// A second process on the same database must go away at once and change nothing:
// bun test/chaos/two-processes.ts
const TIMES = 10;

await perform(await setUpChaos(theExecutable()), async (setup) => {
  const bot = setup.launch();
  await bot.ready;
  const load = beginLoad(setup, 4);
  const exitMs: number[] = [];
  let refused = 0;
  for (let time = 0; time < TIMES; time += 1) {
    const startedAt = performance.now();
    const second = setup.launchBeside();
    await second.ended();
    exitMs.push(performance.now() - startedAt);
    const said = await second.complaint;
    if (second.exitCode() === 75 && said.includes(`process ${bot.pid}`)) refused += 1;
  }
  const { line, isKept } = await judge(setup, load);
  return {
    line: `${refused} of ${TIMES} second processes gone with 75 within ${worst(exitMs)}; ${line}`,
    isKept: isKept && refused === TIMES,
  };
});
