import { afterEach, expect, test } from "bun:test";
import { ADA, startTestApp, type TestApp } from "../harness.ts";
import { capture, post, rowCounts } from "./attacker.ts";

let bot: TestApp;
afterEach(() => bot.stop());

const TIMES = 1_000;
const AT_ONCE = 50;

test("the same request a thousand times, many at once and after a restart, is one answer", async () => {
  bot = await startTestApp({ settings: { RATE_LIMIT_MESSAGES: "10000" } });
  bot.openai.onMessage(/./, { content: "Yes." });
  const { body, signature } = await capture(bot);
  const statuses = new Set<number>();
  for (let sent = 0; sent < TIMES; sent += AT_ONCE) {
    const replays = Array.from({ length: AT_ONCE }, () =>
      post(`${bot.origin}/webhook`, body, signature),
    );
    for (const status of await Promise.all(replays)) statuses.add(status);
    if (sent === TIMES / 2) {
      await bot.settle();
      await bot.restart();
    }
  }
  await bot.settle(120_000);
  expect([...statuses]).toEqual([200]);
  expect(bot.sent(ADA)).toEqual(["Yes."]);
  expect(bot.openai.getRequests()).toHaveLength(1);
  expect(await rowCounts(bot)).toEqual({ messages: 1, users: 1 });
});
