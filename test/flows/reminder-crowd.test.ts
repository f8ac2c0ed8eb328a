import { afterEach, expect, test } from "bun:test";
import { ADA } from "../harness.ts";
import { type ReminderStage, startReminderStage } from "./reminder-stage.ts";

let stage: ReminderStage;
afterEach(() => stage.stop());

const USERS = 200;
/** Half of what Twilio takes in a second. */
const A_SECOND = 40;

/** Creates so many users who wrote a minute ago and have a reminder due now. */
async function gather(): Promise<void> {
  const now = stage.bot.clock.now();
  const rows = (row: (id: number) => string) =>
    Array.from({ length: USERS }, (_, n) => `(${row(1_000 + n)})`).join(", ");
  await stage.bot.write(
    `INSERT INTO users (id, phone_number, reply_to, code, created_at, updated_at) VALUES
      ${rows((id) => `${id}, 'whatsapp:+49151000${id}', 'whatsapp:+49151000${id}', 'C${id}', 0, 0`)}`,
  );
  await stage.bot.write(
    `INSERT INTO messages (user_id, direction, message_type, state, run_at, created_at, updated_at) VALUES
      ${rows((id) => `${id}, 'inbound', 'text', 'done', 0, ${now - 60_000}, 0`)}`,
  );
  await stage.bot.write(
    `INSERT INTO reminders (user_id, number, text, due_at, created_at, updated_at) VALUES
      ${rows((id) => `${id}, 1, 'tea of ${id}', ${now + 1_000}, 0, 0`)}`,
  );
}

test("many reminders of one minute are spread over the seconds, and an answer is not behind them", async () => {
  stage = await startReminderStage();
  await gather();
  const inEach: number[] = [];
  for (let second = 0; second < 7; second += 1) {
    await stage.bot.settle(1_000);
    inEach.push(stage.news().length);
    if (second !== 2) continue;
    // More than half are still to come.
    await stage.ask("What is the capital of France?");
    expect(stage.bot.sent(ADA)).toEqual(["Done"]);
    expect(stage.news()).toEqual(["Done"]);
  }
  expect(Math.max(...inEach)).toBe(A_SECOND);
  expect(inEach.reduce((sum, count) => sum + count, 0)).toBe(USERS);
  const texts = stage.bot.sent().filter((text) => text.startsWith("⏰"));
  expect(new Set(texts).size).toBe(USERS);
  const figures = await stage.bot.app.handle(new Request("http://localhost/metrics"));
  expect(await figures.text()).toContain(`whatsapp_bot_users_reminded_total ${USERS}`);
});
