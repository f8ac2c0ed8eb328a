import { afterEach, expect, test } from "bun:test";
import { type ReplicasSetup, startReplicas } from "./replicas-setup.ts";

let setup: ReplicasSetup;
afterEach(() => setup.stop());

const USERS = 12;

test("two processes on one database send each reminder once between them", async () => {
  setup = await startReplicas(() => "Done");
  const { one, two, sql, clock } = setup;
  const users = Array.from({ length: USERS }, (_, user) => `whatsapp:+49151000000${user + 10}`);
  await Promise.all(users.map((from) => one.hear("Hello", from)));
  await setup.settle();
  const before = setup.sent().length;
  const daily = JSON.stringify({ start: "2026-11-22T13:00:02", repeat: "daily", until: null });
  const due = clock.now() + 2_000;
  await sql`INSERT INTO reminders (user_id, number, text, schedule, due_at, created_at, updated_at)
    SELECT id, 1, 'tea of ' || id, null, ${due}, 0, 0 FROM users`;
  await sql`INSERT INTO reminders (user_id, number, text, schedule, due_at, created_at, updated_at)
    SELECT id, 2, 'pills of ' || id, ${daily}, ${due}, 0, 0 FROM users`;
  for (let seconds = 0; seconds < 6; seconds += 1) {
    await clock.advance(1_000);
    await setup.settle();
  }
  const lines = setup
    .sent()
    .slice(before)
    .flatMap((body) => body.split("\n"));
  expect(lines).toHaveLength(2 * USERS);
  expect(new Set(lines).size).toBe(2 * USERS);
  expect(lines.every((line) => /^⏰ (?:tea|pills) of \d+$/.test(line))).toBe(true);
  expect(one.calls("queueReminders")).toBeGreaterThan(0);
  expect(two.calls("queueReminders")).toBeGreaterThan(0);
  const left = await sql`SELECT number FROM reminders WHERE due_at > ${due}`;
  expect(left).toHaveLength(USERS);
});
