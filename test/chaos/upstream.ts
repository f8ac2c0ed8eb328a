import { theExecutable } from "./bot-process.ts";
import { beginLoad } from "./load.ts";
import { perform, readOptions } from "./program.ts";
import { type RoughProxy, type Roughness, startRoughProxy } from "./rough-proxy.ts";
import { setUpChaos } from "./setup.ts";
import { judge } from "./verdict.ts";

const USAGE = `Has the way to the model reset and refuse a fifth of all calls, truncate and garble some answers,
stall a few, and closes it for a while.
  bun test/chaos/upstream.ts [--seconds 20]`;
const FAULTS: readonly Roughness[] = ["reset", "refuse"];
const SHARE = 0.2;
/** Paid for, so that three of them for one message end in an apology: rarer than once in many runs. */
const SPOILED: readonly Roughness[] = ["truncate", "garble"];
const SPOILED_SHARE = 0.03;
/** A stalled call holds its message for the whole of its timeout, a minute. */
const STALLS = 2;
const OUTAGE_MS = 10_000;
const MAX_CALLS = 12;

const { seconds } = readOptions(USAGE, { seconds: 20 });
let mode: "rough" | "closed" | "smooth" = "rough";
let stalls = 0;
const proxies: RoughProxy[] = [];

function choose(): Roughness {
  if (mode === "closed") return "refuse";
  if (mode === "smooth") return "pass";
  if (stalls < STALLS && Math.random() < 0.02) {
    stalls += 1;
    return "stall";
  }
  if (Math.random() < SPOILED_SHARE) return oneOf(SPOILED);
  return Math.random() < SHARE ? oneOf(FAULTS) : "pass";
}

function oneOf(faults: readonly Roughness[]): Roughness {
  return faults[Math.floor(Math.random() * faults.length)] ?? "pass";
}

const opening = await setUpChaos(theExecutable(), {
  between: async (origin) => {
    const proxy = await startRoughProxy(origin, choose);
    proxies.push(proxy);
    return proxy.origin;
  },
  thinkMs: () => 100,
});
await perform(opening, async (setup) => {
  await setup.launch().ready;
  const load = beginLoad(setup, 8);
  await Bun.sleep(seconds * 1_000);
  mode = "closed";
  await Bun.sleep(OUTAGE_MS);
  const health: unknown = await (await fetch(`${setup.origin()}/health`)).json();
  const hasOpened = JSON.stringify(health).includes('"model":"open"');
  mode = "smooth";
  // An answer that was spoiled on its way is asked for again: that is no waste.
  const { line, isKept } = await judge(
    setup,
    load,
    Array.from({ length: MAX_CALLS - 1 }, () => setup.asked).flat(),
  );
  const counts = [...(proxies[0]?.counts ?? [])].map(([how, count]) => `${count} ${how}`);
  return {
    line: `${counts.join(", ")}; breaker opened: ${hasOpened}; ${line}`,
    isKept: isKept && hasOpened,
  };
});
for (const proxy of proxies) proxy.stop();
