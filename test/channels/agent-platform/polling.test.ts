import { afterEach, expect, test } from "bun:test";
import { agentAddressOf } from "../../../src/core/agent-address.ts";
import {
  type AgentTestApp,
  HOUSEHOLD,
  startAgentApp,
} from "../../agent-platform/start-agent-app.ts";
import { ADA, BOB } from "../../harness.ts";
import { waitUntil } from "../../wait-for.ts";

const [KEY = "", BOBS_KEY = ""] = Object.keys(HOUSEHOLD);
const TWO = { [KEY]: ADA, [BOBS_KEY]: BOB };
const text = (body: string) => ({ type: "text", text: { body } }) as const;

let bot: AgentTestApp;
afterEach(() => bot.stop());

async function start(settings = {}, users: Readonly<Record<string, string>> = TWO): Promise<void> {
  bot = await startAgentApp({ users, settings });
  bot.openai.onMessage(/./, { content: "Here I am." });
}

const logged = (event: string) => bot.log.filter((line) => line.event === event);
const offsets = () =>
  bot.rows<{ value: string }>(
    `SELECT value FROM settings WHERE key = 'polled-up-to:${agentAddressOf(KEY)}'`,
  );
const polls = () => bot.whatsapp.agentOf(ADA).updates.polls;

test("each member of a household is answered by their own agent, and remembered as one user", async () => {
  await start();
  await bot.whatsapp.sendText({ from: ADA, body: "Hello" });
  await bot.whatsapp.sendText({ from: BOB, body: "Hello" });
  await bot.settle();
  expect([bot.sent(ADA), bot.sent(BOB)]).toEqual([["Here I am."], ["Here I am."]]);
  expect(await bot.rows("SELECT external_user_id FROM users ORDER BY id")).toEqual(
    [KEY, BOBS_KEY].map((key) => ({ external_user_id: agentAddressOf(key) })),
  );
});

test("a user whose id changed stays the same user, and is answered at the new id", async () => {
  await start();
  await bot.whatsapp.sendText({ from: ADA, body: "Hello" });
  await bot.settle();
  bot.whatsapp.agentOf(ADA).userId = "user:777";
  await bot.whatsapp.sendText({ from: ADA, body: "Hello again" });
  await bot.settle();
  expect(bot.sent(ADA)).toEqual(["Here I am.", "Here I am."]);
  expect(await bot.rows("SELECT reply_to FROM users")).toEqual([
    { reply_to: `${agentAddressOf(KEY)}:user:777` },
  ]);
});

test("what was written while the bot rested is answered, and what was written before its first start is not", async () => {
  await start();
  bot.whatsapp.put({ from: ADA }, text("From last week"), 7 * 24 * 60 * 60_000);
  await bot.whatsapp.sendText({ from: ADA, body: "Hello" });
  await bot.settle();
  expect(bot.sent(ADA)).toEqual(["Here I am."]);
  await bot.restart({}, async () => {
    bot.whatsapp.put({ from: ADA }, text("Are you there?"));
    await bot.clock.advance(5 * 24 * 60 * 60_000);
  });
  await bot.whatsapp.settled();
  await bot.settle();
  expect(bot.sent(ADA)).toEqual(["Here I am.", "Here I am."]);
});

test("the place of the next poll is kept digit for digit, with the last message of a batch", async () => {
  await start();
  await bot.whatsapp.sendText({ from: ADA, body: "Hello" });
  await bot.settle();
  // A message, and the report of its answer.
  await waitUntil("the poll after the message", () =>
    polls().some(({ offset }) => offset === "9007199254740994"),
  );
  expect(await offsets()).toEqual([{ value: "9007199254740995" }]);
});

test("a batch that a crash interrupted comes again, and is answered once", async () => {
  await start();
  const before = polls().at(-1)?.offset ?? null;
  expect(before).toBeNull();
  await bot.whatsapp.sendText({ from: ADA, body: "Hello" });
  await bot.settle();
  const { updates } = bot.whatsapp.agentOf(ADA);
  await bot.restart({}, async () => {
    // The message was stored, and neither the place nor the read receipt.
    updates.read.clear();
    await bot.write("DELETE FROM settings WHERE key LIKE 'polled-up-to:%'");
  });
  await waitUntil("the poll from the beginning", () =>
    polls().some(({ offset }) => offset === "0"),
  );
  await waitUntil("the message", () => logged("duplicate message ignored").length === 1);
  await bot.settle();
  expect(bot.sent(ADA)).toEqual(["Here I am."]);
});

test("a message is marked as read once it is stored, and a failure of that changes nothing", async () => {
  await start();
  bot.whatsapp.faults.next({ on: "typing", kind: "500" });
  const first = await bot.whatsapp.sendText({ from: BOB, body: "Hello" });
  await bot.settle();
  expect(bot.sent(BOB)).toEqual(["Here I am."]);
  const { sid } = await bot.whatsapp.sendText({ from: ADA, body: "Hello" });
  expect(bot.whatsapp.agentOf(ADA).updates.read).toContain(sid);
  expect(first.sid).not.toBe(sid);
});

test("a key that is not valid any more is reported once and not polled again; the others are", async () => {
  await start({ ADMIN_USERS: agentAddressOf(BOBS_KEY) });
  await bot.whatsapp.sendText({ from: BOB, body: "Hello" });
  await bot.settle();
  const agent = bot.whatsapp.agentOf(ADA);
  agent.isValid = false;
  await bot.clock.advance(26_000);
  await waitUntil("the refusal", () => logged("owners alerted").length > 0);
  const before = bot.whatsapp.journal.calls.filter(({ status }) => status === 400).length;
  await bot.settle(10 * 60_000);
  const refused = bot.whatsapp.journal.calls.filter(({ status }) => status === 400);
  expect(refused).toHaveLength(before);
  expect(logged("key of an agent refused: it is not polled any more")).toMatchObject([
    { level: "error", facts: { address: agentAddressOf(KEY), code: "100" } },
  ]);
  expect(bot.sent(BOB).at(-1)).toContain("WHATSAPP_AGENT_KEYS");
  await bot.whatsapp.sendText({ from: BOB, body: "Hello" });
  await bot.settle();
  expect(bot.sent(BOB).at(-1)).toBe("Here I am.");
}, 60_000);

test("another program with the same key is left alone for a minute, and the second time reported loudly", async () => {
  await start();
  const steal = async () => {
    const { signal, abort } = stoppable();
    const url = `${bot.whatsapp.url}/agent/v1/updates?timeout=25`;
    const stolen = fetch(url, { headers: { authorization: `Bearer ${KEY}` }, signal }).catch(
      () => null,
    );
    await waitUntil(
      "the bot's poll to be replaced",
      () => polls().some(({ status }) => status === 409) && !isHandled(),
    );
    handled = polls().filter(({ status }) => status === 409).length;
    abort();
    await stolen;
  };
  let handled = 0;
  const isHandled = () => polls().filter(({ status }) => status === 409).length === handled;
  const warned = () => logged("another program polls with the same key").length;
  const loud = () =>
    logged("another program polls with the same key: messages go to one of the two").length;
  await steal();
  await waitUntil("the warning", () => warned() === 1);
  const count = polls().length;
  await bot.clock.advance(59_000);
  expect(polls()).toHaveLength(count);
  await bot.clock.advance(2_000);
  await bot.whatsapp.polled();
  await steal();
  await waitUntil("the loud report", () => loud() === 1);
  const later = polls().length;
  await bot.clock.advance(14 * 60_000);
  expect(polls()).toHaveLength(later);
  await bot.clock.advance(2 * 60_000);
  await bot.whatsapp.polled();
  await bot.whatsapp.sendText({ from: ADA, body: "Hello" });
  await bot.settle();
  expect(bot.sent(ADA)).toEqual(["Here I am."]);
}, 60_000);

test("an agent that has no polls left is asked again after 5, 10 and 20 seconds", async () => {
  await start({}, { [KEY]: ADA });
  bot.whatsapp.faults.next({ on: "list", kind: "code", code: 130_429, status: 429, times: 3 });
  const failed = () => logged("poll failed, will be repeated").length;
  const asked = () =>
    bot.whatsapp.journal.calls.filter(({ path }) => path.endsWith("/updates")).length;
  // The poll that waits ends with nothing.
  await bot.clock.advance(25_000);
  for (const [before, waitMs] of [5_000, 10_000, 20_000].entries()) {
    await waitUntil("a failure", () => failed() === before + 1);
    const count = asked();
    await bot.clock.advance(waitMs - 1);
    expect(asked()).toBe(count);
    await bot.clock.advance(1);
  }
  await bot.whatsapp.polled();
  await bot.whatsapp.sendText({ from: ADA, body: "Hello" });
  await bot.settle();
  expect(bot.sent(ADA)).toEqual(["Here I am."]);
}, 60_000);

test("the platform's 15 polls and 12 sends a minute are kept, and nothing is lost", async () => {
  await start({ RATE_LIMIT_MESSAGES: "100" });
  for (let n = 0; n < 14; n += 1) {
    bot.whatsapp.put({ from: ADA }, text(`/help ${n}`));
  }
  await bot.whatsapp.settled();
  await bot.settle(3 * 60_000);
  expect(bot.sent(ADA)).toHaveLength(14);
  // A send that was held back is no failed attempt.
  expect(await bot.rows("SELECT max(attempt) AS most FROM deliveries")).toEqual([{ most: 0 }]);
  const refused = bot.whatsapp.journal.calls.filter(({ status }) => status === 429);
  expect(refused).toEqual([]);
  expect(polls().length).toBeGreaterThan(3);
}, 60_000);

function stoppable() {
  const controller = new AbortController();
  return { signal: controller.signal, abort: () => controller.abort() };
}
