import { createConversations, beginLoad } from "../load.ts";
import { perform, readOptions } from "../program.ts";
import { judge } from "../verdict.ts";
import { setUpReplicas } from "./setup.ts";

const USAGE = `Crashes and restarts the database under three replicas. What is refused meanwhile is delivered
again, but for some of it, which only the catch-up can find.
  bun test/chaos/replicas/database-restart.ts [--restarts 4] [--users 24]`;
const AWAY_MS = 4_000;
/** Younger messages may still be on their way. */
const CATCH_UP_AFTER_MS = 61_000;

const { restarts, users } = readOptions(USAGE, { restarts: 4, users: 24 });
const opening = await setUpReplicas({
  thinkMs: () => Math.random() * 400,
  settings: { CATCH_UP: "true" },
});
await perform(opening, async (setup) => {
  const load = beginLoad(setup, users, () => Math.random() * 1_000);
  // Numbers that no user of the load has.
  const missed = createConversations(users + restarts, 1).slice(users);
  let missedFor = 0;
  for (const [index, { from, texts }] of missed.entries()) {
    await Bun.sleep(3_000);
    await setup.server.restart(index % 2 === 0 ? "immediate" : "fast", async () => {
      await Bun.sleep(AWAY_MS / 2);
      const posted = await setup.twilio.sendText({ from, body: texts[0] ?? "" });
      if (posted.status === 503) missedFor += 1;
      await Bun.sleep(AWAY_MS / 2);
    });
  }
  const refused = [0, 1, 2].reduce(
    (sum, slot) => sum + (setup.balancer.answers.get(`${slot} 503`) ?? 0),
    0,
  );
  await Bun.sleep(CATCH_UP_AFTER_MS);
  await setup.replica(0).kill();
  await setup.launch(0);
  const all = {
    conversations: [...load.conversations, ...missed],
    count: () => load.count() + missed.length,
    end: () => load.end(),
  };
  const { line, isKept } = await judge(setup, all, setup.asked);
  return {
    line: `${restarts} restarts, ${refused} webhooks refused with 503, ${missedFor} of ${missed.length} found by the catch-up alone; ${line}`,
    isKept: isKept && missedFor === missed.length,
  };
});
process.exit();
