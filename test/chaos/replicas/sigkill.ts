import { parseArgs } from "node:util";
import { beginLoad } from "../load.ts";
import { textsCutOff } from "../stage.ts";
import { conclude, judge, worst } from "../verdict.ts";
import { setReplicasStage } from "./stage.ts";
import { watchTakeovers } from "./takeovers.ts";

// Each of three replicas is killed again and again while people write:
// bun test/chaos/replicas/sigkill.ts [--kills 200] [--users 60]
const LONGEST_THOUGHT_MS = 400;
const LONGEST_PAUSE_MS = 1_500;

const { values } = parseArgs({
  options: { kills: { type: "string", default: "200" }, users: { type: "string", default: "60" } },
});
const kills = Number(values.kills);
const stage = await setReplicasStage({ thinkMs: () => Math.random() * LONGEST_THOUGHT_MS });
try {
  const deaths: number[] = [];
  const cutOff: string[] = [];
  const takeovers = watchTakeovers(stage.sql, deaths);
  const load = beginLoad(stage, Number(values.users), () => Math.random() * LONGEST_PAUSE_MS);
  for (let kill = 0; kill < kills; kill += 1) {
    await Bun.sleep(Math.random() * LONGEST_PAUSE_MS);
    const slot = kill % 3;
    deaths.push(Date.now());
    await stage.replica(slot).kill();
    cutOff.push(...textsCutOff(await stage.stored()));
    // The next one dies while this one starts, now and then before it has.
    void stage.launch(slot);
  }
  const { line, isKept } = await judge(stage, load, cutOff);
  const times = await takeovers.end();
  const median = times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] ?? NaN;
  conclude(
    `${kills} kills, ${line}; ${times.length} lanes taken over, half of them within ${worst([median])}, all within ${worst(times)} of the death`,
    isKept,
  );
} finally {
  await stage.stop();
}
process.exit();
