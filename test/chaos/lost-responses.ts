import { beginLoad } from "./load.ts";
import { loseResponses } from "./lose-responses.ts";
import { perform, readOptions, withBot } from "./program.ts";
import { setUpChaos } from "./setup.ts";
import { judge } from "./verdict.ts";

const USAGE = `Has Twilio take messages whose answers never come, once in twenty times, with delivery reports
and without.
  bun test/chaos/lost-responses.ts [--seconds 20]`;

const { seconds } = readOptions(USAGE, { seconds: 20 });
await withBot(async (program) => {
  for (const callbacks of ["in-order", "none"] as const) {
    const opening = await setUpChaos(program, { callbacks, areCallbacksFirst: false });
    await perform(opening, async (setup) => {
      const losses = loseResponses(setup.twilio);
      await setup.launch().ready;
      const load = beginLoad(setup, 8);
      await Bun.sleep((seconds * 1_000) / 2);
      await load.end();
      losses.end();
      const { line, isKept } = await judge(setup, load);
      return { line: `${losses.count()} answers lost with reports ${callbacks}; ${line}`, isKept };
    });
  }
});
