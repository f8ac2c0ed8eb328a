import { createConversations, beginLoad } from "../load.ts";
import { conclude, judge } from "../verdict.ts";
import { setReplicasStage } from "./stage.ts";

// The database crashes and is restarted under three replicas. What is refused meanwhile is delivered
// again, but for some of it, which only the catch-up can find: bun test/chaos/replicas/database-restart.ts
const AWAY_MS = 4_000;
const RESTARTS = ["immediate", "fast", "immediate", "fast"] as const;
/** Younger messages may still be on their way. */
const CATCH_UP_AFTER_MS = 61_000;

const stage = await setReplicasStage({
  thinkMs: () => Math.random() * 400,
  settings: { CATCH_UP: "true" },
});
try {
  const load = beginLoad(stage, 24, () => Math.random() * 1_000);
  // Numbers that nobody of the load has.
  const missed = createConversations(24 + RESTARTS.length, 1).slice(24);
  let missedFor = 0;
  for (const [index, mode] of RESTARTS.entries()) {
    await Bun.sleep(3_000);
    await stage.server.restart(mode, async () => {
      await Bun.sleep(AWAY_MS / 2);
      const { from, texts } = missed[index] ?? { from: "", texts: [] };
      const posted = await stage.twilio.sendText({ from, body: texts[0] ?? "" });
      if (posted.status === 503) missedFor += 1;
      await Bun.sleep(AWAY_MS / 2);
    });
  }
  const refused = [0, 1, 2].reduce(
    (sum, slot) => sum + (stage.balancer.answers.get(`${slot} 503`) ?? 0),
    0,
  );
  await Bun.sleep(CATCH_UP_AFTER_MS);
  const bot = stage.replica(0);
  bot.send("SIGKILL");
  await bot.exited;
  await stage.launch(0);
  const all = {
    conversations: [...load.conversations, ...missed],
    count: () => load.count() + missed.length,
    end: () => load.end(),
  };
  const { line, isKept } = await judge(stage, all, stage.asked);
  conclude(
    `${RESTARTS.length} restarts, ${refused} webhooks refused with 503, ${missedFor} of ${missed.length} found by the catch-up alone; ${line}`,
    isKept && missedFor === missed.length,
  );
} finally {
  await stage.stop();
}
process.exit();
