import { systemClock } from "../../src/core/system-clock.ts";
import { audit, NOTHING_WRONG } from "./audit.ts";
import type { BotProgram } from "./bot-process.ts";
import { createConversations, postUntilAcknowledged } from "./load.ts";
import { perform, readOptions, withBot } from "./program.ts";
import { type ChaosSetup, setUpChaos, textsCutOff } from "./setup.ts";
import type { Verdict } from "./verdict.ts";

const USAGE = `Kills the bot in the middle of its sends, at the machine's own pace and with nothing reported,
and measures how long it takes until it is known of every part whether it was sent.
  bun test/chaos/kills-in-sends.ts [--kills 5] [--users 2]
Each process dies at its first send: by turns after Twilio took the part and before it was asked.`;

const { kills, users } = readOptions(USAGE, { kills: 5, users: 2 });
await withBot(async (program) => {
  const inRealTime: BotProgram = { ...program, isRealTime: true };
  const opening = await setUpChaos(inRealTime, { callbacks: "none", clock: systemClock });
  await perform(opening, killInSends);
});

async function killInSends(setup: ChaosSetup): Promise<Verdict> {
  const launch = (kill: number) =>
    setup.launch({
      clockStartedAt: null,
      sendGraceMs: null,
      killPoint:
        kill < kills ? { at: kill % 2 === 0 ? "after send" : "before send", nth: 1 } : null,
    });
  // Each user writes all at once, so that every kill meets a send.
  const conversations = createConversations(users, Math.ceil(kills / users));
  const messages = conversations.reduce((sum, { texts }) => sum + texts.length, 0);
  const cutOff: string[] = [];
  let bot = launch(0);
  const posted = Promise.all(
    conversations.map(async ({ from, texts }) => {
      for (const body of texts)
        await postUntilAcknowledged(setup.twilio, { from, body }, setup.isUp);
    }),
  );
  let firstAt = NaN;
  for (let kill = 0; kill < kills; kill += 1) {
    await bot.ended();
    if (kill === 0) firstAt = performance.now();
    cutOff.push(...textsCutOff(setup.remains()));
    bot = launch(kill + 1);
  }
  const lastAt = performance.now();
  await posted;
  await setup.settled(messages);
  const seconds = (since: number) => ((performance.now() - since) / 1_000).toFixed(1);
  const findings = audit({
    conversations,
    sent: setup.twilio.journal.messages,
    asked: setup.asked,
    cutOff,
    stored: setup.stored(),
  });
  return {
    line: `${kills} kills in sends to ${users} users, ${messages} messages: all settled ${seconds(firstAt)} s after the first, ${seconds(lastAt)} s after the last`,
    isKept: Bun.deepEquals(findings, NOTHING_WRONG),
  };
}
