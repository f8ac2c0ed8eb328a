import { getTextContent } from "@copilotkit/aimock";
import { startTestApp } from "../harness.ts";
import { withoutMoments } from "../turns.ts";
import { answerTo, textOf } from "./load.ts";
import { perform } from "./program.ts";

// The machine's clock is set a day ahead and back while messages are on their way, at the injected
// clock: bun test/chaos/clock-jumps.ts
const DAY_MS = 24 * 3_600_000;
const USERS = 5;
const JUMPS = [DAY_MS, -DAY_MS, -DAY_MS, DAY_MS, 3_600_000, -3_600_000];

const bot = await startTestApp({
  settings: { RATE_LIMIT_MESSAGES: "10000", BURST_MODE: "separate" },
  twilio: { areCallbacksFirst: true },
});
// Every question is answered the second time that it is asked.
const refusedOnce = new Set<string>();
bot.openai.onMessage(/./, (request) => {
  const text = withoutMoments(getTextContent(request.messages.at(-1)?.content ?? null) ?? "");
  if (!refusedOnce.has(text)) {
    refusedOnce.add(text);
    return { error: { message: "overloaded" }, status: 503 };
  }
  return { content: answerTo(text).join("\n\n") };
});
await perform(bot, async () => {
  let messages = 0;
  for (const [round, jump] of JUMPS.entries()) {
    for (let user = 0; user < USERS; user += 1) {
      const from = `whatsapp:+4915100${String(user).padStart(6, "0")}`;
      await bot.twilio.sendText({ from, body: textOf(user, round) });
      messages += 1;
    }
    await bot.app.drain();
    bot.clock.jump(jump);
    await bot.settle(90_000);
  }
  await bot.settle(180_000);
  const bodies = bot.sent();
  const expected = JUMPS.flatMap((_, round) =>
    Array.from({ length: USERS }, (__, user) => answerTo(textOf(user, round))).flat(),
  );
  const missing = expected.filter((body) => !bodies.includes(body)).length;
  const answers = bodies.filter((body) => expected.includes(body));
  const doubled = answers.length - new Set(answers).size;
  // By the clock, a message has waited for a day: its user may be told of it before the answer.
  const notices = bodies.length - answers.length;
  const calls = bot.openai.getRequests().length;
  return {
    line: `${JUMPS.length} jumps of a day and an hour both ways, ${messages} messages: ${missing} lost, ${doubled} doubled, ${notices} notices of delay, ${calls} model calls`,
    isKept: missing === 0 && doubled === 0 && notices <= messages && calls <= messages * 3,
  };
});
