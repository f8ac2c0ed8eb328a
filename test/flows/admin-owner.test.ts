import { afterEach, expect, test } from "bun:test";
import type { AuditItem, Now, Page, Session, Thread, UserDetail } from "../../src/admin/wire.ts";
import { adminClient, LOCAL } from "../admin-client.ts";
import { ADA, BOB, startTestApp, type TestApp } from "../harness.ts";

let bot: TestApp;
afterEach(() => bot.stop());

const textsOf = ({ entries }: Thread) => entries.map(({ by, text }) => `${by}: ${text}`);

test("an owner enters by a link from the chat, takes a conversation over, writes in it and hands it back", async () => {
  bot = await startTestApp({
    settings: { ADMIN_USERS: BOB, ...LOCAL },
    twilio: { publicUrl: LOCAL.PUBLIC_URL },
  });
  bot.openai.onMessage(/./, { content: "Here I am." });
  await bot.twilio.sendText({ from: ADA, body: "/human" });
  await bot.settle();
  await bot.twilio.sendText({ from: BOB, body: "/admin" });
  await bot.settle();
  const owner = adminClient(bot);
  await owner.enter(bot.sent(BOB).join("\n"));
  const { actor } = await owner.read<Session>("/api/session");
  expect((await owner.read<Now>("/api/now")).waitingForHuman).toBe(1);

  const path = "/api/conversations/1";
  expect((await owner.change("POST", `${path}/take-over`)).ok).toBe(true);
  expect((await owner.read<Thread>(path)).takenOverBy).toBe(actor);
  await bot.twilio.sendText({ from: ADA, body: "Are you there?" });
  await bot.settle();
  const text = "I am Bob. How can I help?";
  const key = { "idempotency-key": "one" };
  expect((await owner.change("POST", "/api/messages", { to: 1, text }, key)).status).toBe(201);
  expect((await owner.change("POST", "/api/messages", { to: 1, text }, key)).status).toBe(200);
  await bot.settle();
  expect(bot.sent(ADA).slice(1)).toEqual([text]);
  expect((await owner.change("POST", `${path}/hand-back`)).ok).toBe(true);
  await bot.twilio.sendText({ from: ADA, body: "Thank you" });
  await bot.settle();
  expect(bot.sent(ADA).at(-1)).toBe("Here I am.");

  const thread = await owner.read<Thread>(path);
  expect(thread.takenOverBy).toBeNull();
  expect(textsOf(thread).slice(-4)).toEqual([
    "user: Are you there?",
    `owner: ${text}`,
    "user: Thank you",
    "bot: Here I am.",
  ]);
  expect((await owner.read<Now>("/api/now")).waitingForHuman).toBe(0);
  expect(await owner.read<UserDetail>("/api/users/1")).toMatchObject({ address: ADA });
  const audit = await owner.read<Page<AuditItem>>("/api/audit");
  expect(audit.items.map(({ by }) => by)).toEqual(audit.items.map(() => actor));
  expect(JSON.stringify(audit)).not.toContain("How can I help");
  expect(audit.items.length).toBeGreaterThanOrEqual(4);
});
