import { afterEach, expect, test } from "bun:test";
import type { MergePlan, UserDetail } from "../../src/admin/wire.ts";
import type { Environment } from "../../src/config.ts";
import { catalogue } from "../../src/text/sentences.ts";
import { type AdminClient, LOCAL, signedIn } from "../admin-client.ts";
import { cloudApiSettingsFor, META } from "../cloud-api/account.ts";
import { createCloudApiStandIn } from "../cloud-api/stand-in.ts";
import { ADA, BOB, startTestApp, type TestApp } from "../harness.ts";
import { patientModel } from "../patient-model.ts";

const NEW = "whatsapp:+4915199999999";

let bot: TestApp;
let client: AdminClient;
afterEach(() => bot.stop());

async function start(
  settings: Environment = {},
  options: Parameters<typeof startTestApp>[0] = {},
): Promise<void> {
  bot = await startTestApp({
    ...options,
    settings: { ...LOCAL, ...settings },
    twilio: { publicUrl: LOCAL.PUBLIC_URL },
  });
  bot.openai.onMessage(/[^]*/, { content: "Yes." });
  client = await signedIn(bot);
}

const say = async (from: string, body: string, ms = 0) => {
  await bot.twilio.sendText({ from, body });
  await bot.settle(ms);
};
/** Merges the user of an address into the first user. */
async function merge(address: string): Promise<Response> {
  const number = encodeURIComponent(address.replace("whatsapp:", ""));
  const { otherId } = await client.read<MergePlan>(`/api/users/1/merge?with=${number}`);
  return client.change("POST", "/api/users/1/merge", { other: otherId });
}
const lastPrompt = () => JSON.stringify(bot.openai.getRequests().at(-1)?.body);

test("a user of two channels is asked at one and remembered at the other, and answered at both", async () => {
  const meta = createCloudApiStandIn({ ...META, webhookUrl: "http://127.0.0.1:1/" });
  try {
    await start(cloudApiSettingsFor(meta.url));
    meta.pointAt(`${bot.origin}/webhook`);
    await say(ADA, "My cat is called Tom.");
    await meta.sendText({ from: NEW, body: "I live in Lima." });
    await bot.settle();
    const plan = await client.read<MergePlan>("/api/users/1/merge?with=2");
    expect(plan.lines.join("\n")).toMatch(/\+4915199999999.*: 1 message/);
    expect((await merge(NEW)).status).toBe(200);
    await meta.sendText({ from: NEW, body: "What is my cat called?" });
    await bot.settle();
    expect(lastPrompt()).toContain("My cat is called Tom.");
    expect(meta.journal.messages.map(({ to }) => to)).toEqual([NEW, NEW]);
    await say(ADA, "Where do I live?");
    expect(lastPrompt()).toContain("I live in Lima.");
    expect(bot.sent(ADA)).toEqual(["Yes.", "Yes."]);
    expect(meta.journal.messages).toHaveLength(2);
    expect(await client.read<UserDetail>("/api/users/1")).toMatchObject({
      addresses: [ADA, NEW, expect.stringMatching(/^whatsapp:DE\./)],
      messages: 4,
    });
    expect((await client.get("/api/users/2")).status).toBe(404);
    await meta.settled();
  } finally {
    await meta.stop();
  }
});

test.each([
  ["the user who becomes a part of another", BOB, ADA],
  ["the user who stays", ADA, BOB],
])("a message of %s that is being answered is answered once", async (_, asking, other) => {
  const { model, calls, begun } = patientModel();
  await start({}, { model: () => model });
  for (const [call, from] of [ADA, BOB].entries()) {
    await bot.twilio.sendText({ from, body: "Hello" });
    await begun(call + 1);
    calls[call]?.answer("Hi.");
    await bot.settle();
  }
  await bot.twilio.sendText({ from: asking, body: "Where is my parcel?" });
  await begun(3);
  expect((await merge(BOB)).status).toBe(200);
  calls[2]?.answer("It is on its way.");
  if (asking === BOB) {
    await begun(4);
    calls[3]?.answer("It is on its way.");
  }
  await bot.settle(120_000);
  expect(bot.sent(asking)).toEqual(["Hi.", "It is on its way."]);
  expect(bot.sent(other)).toEqual(["Hi."]);
  expect(await bot.rows("SELECT id FROM messages WHERE state = 'received'")).toEqual([]);
  expect(await bot.rows("SELECT * FROM reservations")).toEqual([]);
});

test("a limit counts what is written from both addresses", async () => {
  await start({ RATE_LIMIT_MESSAGES: "3", RATE_LIMIT_WINDOW_SECONDS: "600" });
  for (const from of [ADA, ADA, BOB]) await say(from, "Hello");
  await merge(BOB);
  await say(BOB, "And now?");
  expect(bot.sent(BOB)).toEqual(["Yes.", catalogue.en.slowDown]);
});

test("a reminder that one address asked for arrives where the user wrote last", async () => {
  await start();
  await say(ADA, "Hello");
  await say(BOB, "Hello");
  const now = bot.clock.now();
  await bot.write(`INSERT INTO reminders (user_id, number, text, due_at, created_at, updated_at)
    VALUES (2, 1, 'Water the plants', ${now + 3_600_000}, ${now}, ${now})`);
  await merge(BOB);
  await say(ADA, "Thanks");
  await bot.settle(3_700_000);
  expect(bot.sent(ADA).at(-1)).toContain("Water the plants");
  expect(bot.sent(BOB)).toEqual(["Yes."]);
});

test("a user who is blocked at one address is blocked at both, and the record says who merged them", async () => {
  await start();
  await say(ADA, "Hello");
  await say(BOB, "Hello");
  await client.change("PATCH", "/api/users/2", { state: "blocked" });
  const plan = await client.read<MergePlan>("/api/users/1/merge?with=2");
  expect(plan.lines).toContain("#2 is blocked, so both addresses are.");
  await merge(BOB);
  await say(ADA, "Are you there?");
  expect(bot.sent(ADA)).toEqual(["Yes."]);
  const { items } = await client.read<{ items: unknown[] }>("/api/audit?limit=1");
  expect(items).toMatchObject([
    { by: "terminal", action: "users merged", userId: 1, detail: "#2" },
  ]);
  for (const [who, status] of [
    ["nonsense", 400],
    ["%2B4915100000009", 404],
    ["1", 409],
  ] as const) {
    expect((await client.get(`/api/users/1/merge?with=${who}`)).status).toBe(status);
  }
});

test("asks for more of what was answered at that address, and gets it there", async () => {
  await start({ MAX_REPLY_PARTS: "2" });
  const long = Array.from({ length: 600 }, (_, index) => `word${index}`).join(" ");
  bot.openai.clearFixtures();
  bot.openai.onMessage(/everything/, { content: long });
  bot.openai.onMessage(/[^]*/, { content: "Yes." });
  for (const from of [ADA, BOB]) await say(from, "Hello", 1_000);
  await say(ADA, "Tell me everything", 1_000);
  await merge(BOB);
  const before = bot.sent(ADA).length;
  await say(BOB, "more", 1_000);
  expect(bot.sent(ADA)).toHaveLength(before);
  await say(ADA, "more", 1_000);
  expect(bot.sent(ADA).length).toBeGreaterThan(before);
});

test("an erased user is unknown at both addresses, and nothing of either can be found", async () => {
  await start();
  await say(ADA, "The first secret");
  await say(BOB, "The other secret");
  await merge(BOB);
  const file = await client.get("/api/users/1/export");
  expect(file.status).toBe(200);
  expect((await client.change("DELETE", "/api/users/1")).status).toBe(200);
  await bot.settle(1_000);
  for (const text of ["secret", BOB.slice(-11), ADA.slice(-11)]) {
    expect(await bot.traces(text)).toEqual([]);
  }
  await say(BOB, "Hello");
  expect(await bot.rows("SELECT phone_number FROM users")).toEqual([{ phone_number: BOB }]);
});
