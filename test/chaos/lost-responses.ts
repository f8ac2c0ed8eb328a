import type { CallbackMode } from "../../src/simulator/twilio/status-callbacks.ts";
import { beginLoad } from "./load.ts";
import { loseResponses } from "./lose-responses.ts";
import { perform, readOptions, withBot } from "./program.ts";
import { setUpChaos } from "./setup.ts";
import { judge } from "./verdict.ts";

const USAGE = `Has the messenger take messages whose answers never come, once in twenty times, with delivery reports
and without.
  bun test/chaos/lost-responses.ts [--seconds 20] [--channel cloud-api|agent-platform]
Only Twilio has a list of what was sent: elsewhere nothing can be proven without reports, and polled ones
come in order.`;

const { seconds, channel } = readOptions(USAGE, { seconds: 20, channel: "twilio" });
const MODES: Readonly<Record<string, readonly CallbackMode[]>> = {
  twilio: ["in-order", "none"],
  "cloud-api": ["in-order", "shuffled"],
  "agent-platform": ["in-order"],
};
const modes = MODES[channel];
if (modes === undefined)
  throw new Error(`--channel must be one of ${Object.keys(MODES).join(", ")}`);
await withBot(async (program) => {
  for (const callbacks of modes) {
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
