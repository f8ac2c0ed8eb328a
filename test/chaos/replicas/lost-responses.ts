import { beginLoad } from "../load.ts";
import { loseResponses } from "../lose-responses.ts";
import { perform, readOptions } from "../program.ts";
import { judge } from "../verdict.ts";
import { setUpReplicas } from "./setup.ts";

const USAGE = `Has Twilio take messages of three replicas whose answers never come, once in twenty times,
with delivery reports and without.
  bun test/chaos/replicas/lost-responses.ts [--seconds 40]`;

const { seconds } = readOptions(USAGE, { seconds: 40 });

async function run(callbacks: "in-order" | "none"): Promise<void> {
  await perform(await setUpReplicas({ callbacks, areCallbacksFirst: false }), async (setup) => {
    const losses = loseResponses(setup.twilio);
    const load = beginLoad(setup, 24, () => Math.random() * 1_000);
    await Bun.sleep(seconds * 1_000);
    losses.end();
    const { line, isKept } = await judge(setup, load);
    return { line: `${losses.count()} answers lost with reports ${callbacks}; ${line}`, isKept };
  });
}

await Promise.all([run("in-order"), run("none")]);
process.exit();
