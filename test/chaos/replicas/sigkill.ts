import { beginLoad } from "../load.ts";
import { perform, readOptions } from "../program.ts";
import { textsCutOff } from "../setup.ts";
import { judge, worst } from "../verdict.ts";
import { setUpReplicas } from "./setup.ts";
import { watchTakeovers } from "./takeovers.ts";

const USAGE = `Kills each of three replicas again and again while people write.
  bun test/chaos/replicas/sigkill.ts [--kills 200] [--users 60]`;
const LONGEST_THOUGHT_MS = 400;
const LONGEST_PAUSE_MS = 1_500;

const { kills, users } = readOptions(USAGE, { kills: 200, users: 60 });
const opening = await setUpReplicas({ thinkMs: () => Math.random() * LONGEST_THOUGHT_MS });
await perform(opening, async (setup) => {
  const deaths: number[] = [];
  const cutOff: string[] = [];
  const takeovers = watchTakeovers(setup.sql, deaths);
  const load = beginLoad(setup, users, () => Math.random() * LONGEST_PAUSE_MS);
  const launches: Promise<unknown>[] = [];
  for (let kill = 0; kill < kills; kill += 1) {
    await Bun.sleep(Math.random() * LONGEST_PAUSE_MS);
    const slot = kill % 3;
    deaths.push(Date.now());
    await setup.replica(slot).kill();
    cutOff.push(...textsCutOff(await setup.stored()));
    // The next one dies while this one starts, now and then before it has.
    launches.push(setup.launch(slot));
  }
  await Promise.all(launches);
  const { line, isKept } = await judge(setup, load, cutOff);
  const times = await takeovers.end();
  const median = times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] ?? NaN;
  return {
    line: `${kills} kills, ${line}; ${times.length} lanes taken over, half of them within ${worst([median])}, all within ${worst(times)} of the death`,
    isKept,
  };
});
process.exit();
