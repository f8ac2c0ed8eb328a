import { afterEach, expect, test } from "bun:test";
import { ADA } from "../harness.ts";
import { type ReminderSetup, setUpReminders } from "./reminder-setup.ts";

let setup: ReminderSetup;
afterEach(() => setup.stop());

const USERS = 200;
/** Half of what Twilio takes in a second. */
const A_SECOND = 40;

/** Creates so many users who wrote a minute ago and have a reminder due now. */
async function gather(): Promise<void> {
  const now = setup.bot.clock.now();
  const rows = (row: (id: number) => string) =>
    Array.from({ length: USERS }, (_, n) => `(${row(1_000 + n)})`).join(", ");
  await setup.bot.write(
    `INSERT INTO users (id, phone_number, reply_to, code, created_at, updated_at) VALUES
      ${rows((id) => `${id}, 'whatsapp:+49151000${id}', 'whatsapp:+49151000${id}', 'C${id}', 0, 0`)}`,
  );
  await setup.bot.write(
    `INSERT INTO messages (user_id, direction, message_type, state, run_at, created_at, updated_at) VALUES
      ${rows((id) => `${id}, 'inbound', 'text', 'done', 0, ${now - 60_000}, 0`)}`,
  );
  await setup.bot.write(
    `INSERT INTO reminders (user_id, number, text, due_at, created_at, updated_at) VALUES
      ${rows((id) => `${id}, 1, 'tea of ${id}', ${now + 1_000}, 0, 0`)}`,
  );
}

test("many reminders of one minute are spread over the seconds, and an answer is not behind them", async () => {
  setup = await setUpReminders();
  await gather();
  const inEach: number[] = [];
  for (let second = 0; second < 7; second += 1) {
    await setup.bot.settle(1_000);
    inEach.push(setup.news().length);
    if (second !== 2) continue;
    // More than half are still to come.
    await setup.ask("What is the capital of France?");
    expect(setup.bot.sent(ADA)).toEqual(["Done"]);
    expect(setup.news()).toEqual(["Done"]);
  }
  expect(Math.max(...inEach)).toBe(A_SECOND);
  expect(inEach.reduce((sum, count) => sum + count, 0)).toBe(USERS);
  const texts = setup.bot.sent().filter((text) => text.startsWith("⏰"));
  expect(new Set(texts).size).toBe(USERS);
  const figures = await setup.bot.app.handle(new Request("http://localhost/metrics"));
  expect(await figures.text()).toContain(`whatsapp_bot_users_reminded_total ${USERS}`);
});
