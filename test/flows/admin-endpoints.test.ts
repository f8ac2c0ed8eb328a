import { afterEach, describe, expect, test } from "bun:test";
import type { ChannelState, Costs, LogLine, Now } from "../../src/admin/wire.ts";
import { LOCAL, signedIn } from "../admin-client.ts";
import { ADA, BOB, startTestApp, type TestApp } from "../harness.ts";

const CANARY = `<script>alert(1)</script>"><img src=x onerror=alert(1)>`;

let bot: TestApp;
afterEach(() => bot.stop());

async function start(settings: Record<string, string> = {}): Promise<void> {
  bot = await startTestApp({
    settings: { ADMIN_USERS: BOB, ...LOCAL, ...settings },
    twilio: { publicUrl: LOCAL.PUBLIC_URL },
  });
}

async function say(from: string, body: string): Promise<void> {
  await bot.twilio.sendText({ from, body });
  await bot.settle();
}

describe("the overview", () => {
  test("of an empty database has an hour of empty minutes and no problems", async () => {
    await start();
    const client = await signedIn(bot);
    const now = await client.read<Now>("/api/now");
    expect(now).toMatchObject({
      state: "running",
      queue: { waitingMessages: 0, oldestWaitingAt: null, waitingParts: 0 },
      today: { messages: 0, users: 0, spent: 0, budget: 0, spentThisMonth: 0 },
      problems: [],
      pendingUsers: 0,
    });
    expect(now.minutes).toHaveLength(60);
    expect(now.minutes.every(({ ok, slow, failed }) => ok + slow + failed === 0)).toBe(true);
    expect(now.minutes.at(-1)?.at).toBe(now.at - (now.at % 60_000));
  });

  test("shows what went well and what did not, each in its minute, with the remedy", async () => {
    await start({ DAILY_BUDGET_USD: "5" });
    const client = await signedIn(bot);
    bot.openai.onMessage("good", { content: "Yes." });
    bot.openai.onMessage("bad", {
      error: { message: "no", type: "x", code: "invalid_api_key" },
      status: 401,
    });
    await say(ADA, "good");
    bot.clock.jump(60_000);
    await say(ADA, "bad");
    bot.clock.jump(60_000);
    bot.twilio.faults.next({ on: "create", kind: "code", code: 63016, status: 400 });
    await say(ADA, "good");
    const now = await client.read<Now>("/api/now");
    expect(now.minutes.slice(-3)).toMatchObject([
      { ok: 1, slow: 0, failed: 0 },
      { ok: 0, slow: 0, failed: 1 },
      { ok: 0, slow: 0, failed: 1 },
    ]);
    expect(now.today).toMatchObject({ messages: 3, users: 1, budget: 5_000_000_000 });
    expect(now.today.spent).toBeGreaterThan(0);
    const said = now.problems.map(({ what, remedy }) => `${what} ${remedy}`).join("\n");
    expect(said).toContain("was given up");
    expect(said).toContain("OPENAI_API_KEY was refused: create a new key");
    expect(said).not.toContain("invalid_api_key");
    expect(said).toContain("63016");
    expect(said).toContain("refuses the API key");
  });

  test("counts an answer that takes long, or is still awaited, as slow", async () => {
    await start({ MESSAGE_SETTLE_MS: "10000", BURST_MODE: "merge" });
    const client = await signedIn(bot);
    bot.openai.onMessage(/./, { content: "Yes." });
    await bot.twilio.sendText({ from: ADA, body: "Hello" });
    bot.clock.jump(30_000);
    const waiting = await client.read<Now>("/api/now");
    expect(waiting.queue.waitingMessages).toBe(1);
    expect(waiting.minutes.reduce((sum, { slow }) => sum + slow, 0)).toBe(1);
    await bot.settle();
    const now = await client.read<Now>("/api/now");
    expect(now.minutes.reduce((sum, { slow }) => sum + slow, 0)).toBe(1);
  });

  test("counts the users who wait for an owner to allow them", async () => {
    await start({ ACCESS_MODE: "pairing" });
    const client = await signedIn(bot);
    await say(ADA, "Hello");
    expect((await client.read<Now>("/api/now")).pendingUsers).toBe(1);
  });
});

describe("costs", () => {
  test("are divided by day, user, model, kind and channel, and name the price list", async () => {
    await start();
    const client = await signedIn(bot);
    bot.openai.onMessage(/./, { content: "Yes." });
    await say(ADA, "Hello");
    const costs = await client.read<Costs>("/api/costs?days=7");
    expect(costs.byDay).toHaveLength(7);
    expect(costs.total).toBe(costs.byDay.at(-1)?.nanoDollars ?? 0);
    expect(costs.total).toBeGreaterThan(0);
    expect(costs.by.user).toMatchObject([{ name: "Ada", userId: expect.any(Number) }]);
    expect(costs.by.channel.map(({ name }) => name)).toContain("twilio");
    expect(costs.by.kind.map(({ name }) => name)).toContain("message in");
    expect(costs.pricesFrom).toMatch(/^\d{4}-\d\d-\d\d$/);
    expect(costs.projection).toBeNull();
    expect((await client.get("/api/costs?days=8")).status).toBe(400);
  });
});

test("a channel shows whether its messenger calls us, and the addresses to enter there", async () => {
  await start();
  const client = await signedIn(bot);
  const [before] = await client.read<ChannelState[]>("/api/channels");
  expect(before).toMatchObject({ name: "twilio", circuit: "closed", lastReceivedAt: null });
  expect(before?.webhooks[0]?.url).toBe("http://localhost:8000/webhook");
  bot.openai.onMessage(/./, { content: "Yes." });
  await say(ADA, "Hello");
  const [after] = await client.read<ChannelState[]>("/api/channels");
  expect(after?.lastReceivedAt).toBe(bot.clock.now());
  expect(after?.steps.every(({ isDone }) => isDone)).toBe(true);
});

test("the log has the last lines by level and text, without secrets and numbers", async () => {
  await start();
  const client = await signedIn(bot);
  bot.openai.onMessage(/./, { content: "Yes." });
  await say(ADA, "Hello");
  const lines = await client.read<LogLine[]>("/api/log");
  expect(lines.map(({ event }) => event)).toContain("message queued");
  expect(lines.map(({ id }) => id)).toEqual(lines.map(({ id }) => id).toSorted((a, b) => a - b));
  expect(JSON.stringify(lines)).not.toContain("4915112345678");
  const some = await client.read<LogLine[]>("/api/log?level=info&search=QUEUED");
  expect(some.length).toBeGreaterThan(0);
  expect(some.every(({ event }) => event.includes("queued"))).toBe(true);
  expect((await client.get("/api/log?level=loud")).status).toBe(400);
});

test("a text that is too long is refused with the length that it may have", async () => {
  await start();
  const client = await signedIn(bot);
  bot.openai.onMessage(/./, { content: "Yes." });
  await say(ADA, "Hello");
  const text = "x".repeat(12_000);
  const written = await client.change("POST", "/api/messages", { to: 1, text });
  expect(await written.json()).toEqual({
    error: "The request is malformed: text may have 10000 characters, not 12000.",
  });
  const changed = await client.change("PATCH", "/api/users/1", { persona: text });
  expect(await changed.json()).toEqual({ error: "The persona may have 500 characters." });
});

test("names, texts and model output with markup in them arrive as JSON and nothing else", async () => {
  await start();
  const client = await signedIn(bot);
  bot.openai.onMessage(/./, { content: CANARY });
  await bot.twilio.sendText({ from: ADA, body: CANARY, profileName: CANARY });
  await bot.settle();
  for (const path of ["/api/now", "/api/costs", "/api/log", "/api/audit", "/api/settings"]) {
    const response = await client.get(path);
    expect(response.headers.get("content-type")).toMatch(/^application\/json/);
    expect(response.headers.get("content-security-policy")).toMatch(/^default-src 'none'/);
    await response.json();
  }
  const costs = await client.read<Costs>("/api/costs");
  expect(costs.by.user[0]?.name).toContain("<script>");
});

test("nothing under the API is read without a session", async () => {
  await start();
  const spec = ["now", "costs", "documents", "channels", "log", "settings", "backups", "audit"];
  for (const name of [...spec, "session", "events", "nothing"]) {
    const { status } = await fetch(`${bot.origin}/admin/api/${name}`);
    expect({ name, status }).toEqual({ name, status: 401 });
  }
});
