import { beginLoad } from "../load.ts";
import { loseResponses } from "../lose-responses.ts";
import { perform, readOptions } from "../program.ts";
import { judge } from "../verdict.ts";
import { setUpReplicas } from "./setup.ts";

const USAGE = `Sets the machine of one replica a day ahead and that of another a day back, while Twilio's
answers are lost once in twenty times, with delivery reports and without.
  bun test/chaos/replicas/clock-skew.ts [--seconds 40]`;
const DAY_MS = 24 * 3_600_000;

const { seconds } = readOptions(USAGE, { seconds: 40 });

async function run(callbacks: "in-order" | "none"): Promise<void> {
  const opening = await setUpReplicas({
    thinkMs: () => Math.random() * 400,
    skewMs: [0, DAY_MS, -DAY_MS],
    callbacks,
    areCallbacksFirst: false,
  });
  await perform(opening, async (setup) => {
    const losses = loseResponses(setup.twilio);
    const load = beginLoad(setup, 24, () => Math.random() * 1_000);
    await Bun.sleep(seconds * 1_000);
    losses.end();
    const { line, isKept } = await judge(setup, load);
    return {
      line: `clocks a day ahead and behind, ${losses.count()} answers lost with reports ${callbacks}; ${line}`,
      isKept,
    };
  });
}

await Promise.all([run("in-order"), run("none")]);
process.exit();
