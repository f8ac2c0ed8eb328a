import { waitUntil } from "../../wait-for.ts";
import { beginLoad } from "../load.ts";
import { perform } from "../program.ts";
import { judge, worst } from "../verdict.ts";
import { setUpReplicas } from "./setup.ts";

// The network between one replica and the database is cut for longer than a lease, once so that it
// swallows everything and once so that it refuses; the others go on: bun test/chaos/replicas/network-cut.ts
const CUT_MS = 40_000;
const CUT = 1;

await perform(await setUpReplicas({ thinkMs: () => Math.random() * 400 }), async (setup) => {
  const load = beginLoad(setup, 24, () => Math.random() * 1_000);
  const proxy = setup.proxies[CUT];
  if (proxy === undefined) throw new Error("there is no such way");
  const seen: string[] = [];
  for (const how of ["hang", "cut"] as const) {
    await Bun.sleep(3_000);
    const before = new Map(setup.balancer.answers);
    const since = (name: string) =>
      (setup.balancer.answers.get(name) ?? 0) - (before.get(name) ?? 0);
    proxy[how]();
    await Bun.sleep(CUT_MS);
    const refused = since(`${CUT} 503`);
    const others = since("0 200") + since("2 200");
    const mendedAt = performance.now();
    const taken = since(`${CUT} 200`);
    await proxy.mend();
    const isBack = async () => {
      if (since(`${CUT} 200`) > taken) return true;
      await Bun.sleep(20);
      return false;
    };
    await waitUntil("the replica to take a webhook again", isBack, { deadlineMs: 120_000 });
    const back = worst([performance.now() - mendedAt]);
    seen.push(
      `${how === "hang" ? "swallowed" : "refused"} for ${CUT_MS / 1_000} s: ${refused} webhooks refused by the one, ${others} taken by the others, back ${back} after the end`,
    );
  }
  const { line, isKept } = await judge(setup, load, setup.asked);
  return {
    line: `${seen.join("; ")}; ${line}`,
    isKept: isKept && setup.replica(CUT).exitCode() === null,
  };
});
process.exit();
