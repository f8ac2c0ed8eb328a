import { afterEach, beforeEach, expect, test } from "bun:test";
import { entriesOf } from "../../../src/admin/thread-entries.ts";
import { type CloudTestApp, startCloudApp } from "../../cloud-api/start-cloud-app.ts";
import { ADA } from "../../harness.ts";

let bot: CloudTestApp;
beforeEach(async () => {
  bot = await startCloudApp();
});
afterEach(() => bot.stop());

/** Has the bot say this; returns the id of its message. */
async function say(answer: string): Promise<string> {
  bot.openai.onMessage("Hello", { content: answer });
  await bot.meta.sendText({ from: ADA, body: "Hello" });
  await bot.settle();
  return bot.meta.journal.messages.at(-1)?.sid ?? "";
}

async function react(emoji: string, sid: string): Promise<void> {
  await bot.meta.deliver({ from: ADA }, { type: "reaction", reaction: { emoji, message_id: sid } });
  await bot.settle();
}

test("a user who puts a heart on an answer gets none for it, and it costs nothing", async () => {
  const sid = await say("It is Paris.");
  await react("❤️", sid);
  expect(bot.sent()).toEqual(["It is Paris."]);
  expect(bot.openai.getRequests()).toHaveLength(1);
  expect(bot.meta.journal.typing).toHaveLength(1);
  expect(await bot.rows("SELECT content, state FROM messages ORDER BY id")).toMatchObject([
    { state: "done" },
    { content: "❤️", state: "done" },
  ]);
  // What they write next is answered as if there had been no sign.
  await bot.meta.sendText({ from: ADA, body: "Hello" });
  await bot.settle();
  expect(bot.sent()).toHaveLength(2);
  expect(JSON.stringify(bot.openai.getRequests().at(-1)?.body)).not.toContain("❤️");
});

test("a user who answers a question with a sign is understood", async () => {
  const sid = await say("Shall I remind you? 🙂");
  bot.openai.onMessage("👍", { content: "I will." });
  await react("👍", sid);
  expect(bot.sent()).toEqual(["Shall I remind you? 🙂", "I will."]);
  const asked = JSON.stringify(bot.openai.getRequests().at(-1)?.body);
  expect(asked).toContain("Shall I remind you?");
  expect(asked).toContain("reaction that the user put on the quoted message");
});

test("a sign that is taken back, or put on an unknown message, disturbs nothing", async () => {
  const sid = await say("Shall I remind you?");
  await react("", sid);
  await react("👍", "wamid.UNKNOWN");
  expect(bot.sent()).toHaveLength(1);
  expect(bot.openai.getRequests()).toHaveLength(1);
});

test("the owner's page shows a sign on the message that it is about, the last one of a user", async () => {
  const sid = await say("It is Paris.");
  await react("❤️", sid);
  await react("👍", sid);
  await react("🎉", "wamid.UNKNOWN");
  const admin = await bot.openAdminStore();
  const rows = await admin.threadBefore(1, null, 10);
  await admin.close();
  const entries = entriesOf(rows.toReversed(), { explainCode: () => null, countPages: () => 1 });
  expect(entries).toMatchObject([
    { by: "user", text: "Hello", reaction: null },
    { by: "bot", text: "It is Paris.", reaction: "👍" },
    { by: "user", text: "🎉" },
  ]);
});
