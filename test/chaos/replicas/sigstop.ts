import { beginLoad } from "../load.ts";
import { perform, readOptions } from "../program.ts";
import { judge } from "../verdict.ts";
import { setUpReplicas } from "./setup.ts";

const USAGE = `Lets one replica after the other sleep past its leases and every deadline, and wake up in
the middle of what it did.
  bun test/chaos/replicas/sigstop.ts [--stops 6]`;
const ASLEEP_MS = 36_000;

const { stops } = readOptions(USAGE, { stops: 6 });
await perform(await setUpReplicas({ thinkMs: () => Math.random() * 400 }), async (setup) => {
  const load = beginLoad(setup, 24, () => Math.random() * 1_000);
  for (let stop = 0; stop < stops; stop += 1) {
    await Bun.sleep(1_000 + Math.random() * 1_000);
    const bot = setup.replica(stop % 3);
    bot.send("SIGSTOP");
    await Bun.sleep(ASLEEP_MS);
    bot.send("SIGCONT");
  }
  // Whose lane was taken over was asked about by both.
  const { line, isKept } = await judge(setup, load, setup.asked);
  const isAlive = [0, 1, 2].every((slot) => setup.replica(slot).exitCode() === null);
  return {
    line: `${stops} times asleep for ${ASLEEP_MS / 1_000} s; ${line}`,
    isKept: isKept && isAlive,
  };
});
process.exit();
