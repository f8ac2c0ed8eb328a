import { beginLoad } from "./load.ts";
import { loseResponses } from "./lose-responses.ts";
import { perform, readOptions, withBot } from "./program.ts";
import { setUpChaos } from "./setup.ts";
import { judge } from "./verdict.ts";

const USAGE = `Has the messenger take messages whose answers never come, once in twenty times, with delivery reports
and without.
  bun test/chaos/lost-responses.ts [--seconds 20] [--channel cloud-api]
The Cloud API tells what was sent in its reports only, so that without any nothing can be proven.`;

const { seconds, channel } = readOptions(USAGE, { seconds: 20, channel: "twilio" });
const MODES =
  channel === "twilio" ? (["in-order", "none"] as const) : (["in-order", "shuffled"] as const);
await withBot(async (program) => {
  for (const callbacks of MODES) {
    const opening = await setUpChaos(program, { channel, callbacks, areCallbacksFirst: false });
    await perform(opening, async (setup) => {
      const losses = loseResponses(setup.messenger);
      await setup.launch().ready;
      const load = beginLoad(setup, 8);
      await Bun.sleep((seconds * 1_000) / 2);
      await load.end();
      losses.end();
      const { line, isKept } = await judge(setup, load);
      return {
        line: `${channel}: ${losses.count()} answers lost with reports ${callbacks}; ${line}`,
        isKept,
      };
    });
  }
});
