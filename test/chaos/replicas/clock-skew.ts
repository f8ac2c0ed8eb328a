import { parseArgs } from "node:util";
import { beginLoad } from "../load.ts";
import { loseResponses } from "../lose-responses.ts";
import { conclude, judge } from "../verdict.ts";
import { setReplicasStage } from "./stage.ts";

// The machine of one replica is a day ahead and that of another a day behind, while Twilio's answers are
// lost once in twenty times, with delivery reports and without:
// bun test/chaos/replicas/clock-skew.ts [--seconds 40]
const DAY_MS = 24 * 3_600_000;

const { values } = parseArgs({ options: { seconds: { type: "string", default: "40" } } });

async function run(callbacks: "in-order" | "none"): Promise<void> {
  const stage = await setReplicasStage({
    thinkMs: () => Math.random() * 400,
    skewMs: [0, DAY_MS, -DAY_MS],
    callbacks,
    areCallbacksFirst: false,
  });
  try {
    const losses = loseResponses(stage.twilio);
    const load = beginLoad(stage, 24, () => Math.random() * 1_000);
    await Bun.sleep(Number(values.seconds) * 1_000);
    losses.end();
    const { line, isKept } = await judge(stage, load);
    conclude(
      `clocks a day ahead and behind, ${losses.count()} answers lost with reports ${callbacks}; ${line}`,
      isKept,
    );
  } finally {
    await stage.stop();
  }
}

await Promise.all([run("in-order"), run("none")]);
process.exit();
