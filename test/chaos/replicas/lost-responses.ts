import { parseArgs } from "node:util";
import { beginLoad } from "../load.ts";
import { loseResponses } from "../lose-responses.ts";
import { conclude, judge } from "../verdict.ts";
import { setReplicasStage } from "./stage.ts";

// Twilio takes a message of one of three replicas and its answer never comes, once in twenty times, with
// delivery reports and without: bun test/chaos/replicas/lost-responses.ts [--seconds 40]
const { values } = parseArgs({ options: { seconds: { type: "string", default: "40" } } });

async function run(callbacks: "in-order" | "none"): Promise<void> {
  const stage = await setReplicasStage({ callbacks, areCallbacksFirst: false });
  try {
    const losses = loseResponses(stage.twilio);
    const load = beginLoad(stage, 24, () => Math.random() * 1_000);
    await Bun.sleep(Number(values.seconds) * 1_000);
    losses.end();
    const { line, isKept } = await judge(stage, load);
    conclude(`${losses.count()} answers lost with reports ${callbacks}; ${line}`, isKept);
  } finally {
    await stage.stop();
  }
}

await Promise.all([run("in-order"), run("none")]);
process.exit();
