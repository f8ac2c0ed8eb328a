import { afterEach, expect, test } from "bun:test";
import type { Changed, LogLine } from "../../src/admin/wire.ts";
import { type AdminClient, LOCAL, signedIn } from "../admin-client.ts";
import { ADA, startTestApp, type TestApp } from "../harness.ts";
import { waitFor, waitUntil } from "../wait-for.ts";

let bot: TestApp;
let client: AdminClient;
afterEach(() => bot.stop());

async function start(): Promise<void> {
  bot = await startTestApp({ settings: LOCAL, twilio: { publicUrl: LOCAL.PUBLIC_URL } });
  client = await signedIn(bot);
  bot.openai.onMessage(/./, { content: "Yes." });
}

/** Reads a stream as a page does. */
async function listen() {
  const response = await client.get("/api/events");
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  let isClosed = false;
  const reading = (async () => {
    for (;;) {
      const piece = await reader?.read();
      if (piece === undefined || piece.done) break;
      text += piece.value;
    }
    isClosed = true;
  })().catch(() => {
    isClosed = true;
  });
  const events = <Data>(name: string) =>
    [...text.matchAll(/event: (\w+)\ndata: (.*)\n\n/g)]
      .filter(([, kind]) => kind === name)
      .map(([, , data]): Data => JSON.parse(data ?? ""));
  return {
    response,
    text: () => text,
    changed: () => events<Changed>("changed"),
    lines: () => events<LogLine>("log"),
    closed: () => waitFor("the stream to end", reading, { found: () => [text] }),
    isClosed: () => isClosed,
    until: (what: string, isThere: () => boolean) =>
      waitUntil(what, isThere, { found: () => [text] }),
  };
}

async function say(body: string): Promise<void> {
  await bot.twilio.sendText({ from: ADA, body });
  await bot.settle();
}

test("two pages hear of a message at once, and of all that follows a second later at the latest", async () => {
  await start();
  const pages = [await listen(), await listen()];
  expect(pages[0]?.response.headers.get("content-type")).toBe("text/event-stream");
  await say("Hello");
  await bot.settle(1_000);
  for (const page of pages) {
    await page.until("a change", () => page.changed().length > 1);
    const users = new Set(page.changed().flatMap(({ conversations }) => conversations));
    expect(users.size).toBe(1);
    await page.until("a line", () => page.lines().some(({ event }) => event === "message queued"));
  }
  // The message, its answer and the reports were all within the same second.
  expect(pages[0]?.changed()).toHaveLength(2);
});

test("a page hears of a report on a message, which makes its ticks blue", async () => {
  bot = await startTestApp({
    settings: LOCAL,
    twilio: { publicUrl: LOCAL.PUBLIC_URL, callbacks: "none" },
  });
  client = await signedIn(bot);
  bot.openai.onMessage(/./, { content: "Yes." });
  await say("Hello");
  const page = await listen();
  await page.until("the stream to begin", () => page.text() !== "");
  await bot.twilio.reportStatus(bot.twilio.journal.messages[0]?.sid ?? "", "read");
  await page.until("the change", () => page.changed().length > 0);
  expect(page.changed()).toEqual([{ now: true, conversations: [1] }]);
});

test("a stream stays open while nothing happens", async () => {
  await start();
  const page = await listen();
  await page.until("the stream to begin", () => page.text() !== "");
  await bot.settle(6_000);
  await page.until("a sign of life", () => page.text().includes(": still here"));
});

test("a stream ends with the session that opened it", async () => {
  await start();
  const page = await listen();
  await page.until("the stream to begin", () => page.text() !== "");
  expect((await client.change("POST", "/api/sign-out")).status).toBe(204);
  await page.closed();
});

test("open streams end when the bot stops, and do not delay it", async () => {
  await start();
  const page = await listen();
  await page.until("the stream to begin", () => page.text() !== "");
  await bot.app.stop();
  await page.closed();
});
