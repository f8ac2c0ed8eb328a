import { expect, test } from "bun:test";
import type { Page } from "playwright-core";
import { adminStories, button, openPage, say, shows, startBot, visit } from "./admin-stories.ts";
import { becomes } from "../becomes.ts";

const NO_STREAM = "No live connection to the bot.";

// Faults that lie between the page and the bot: the responses are replaced on their way.
adminStories("when the bot cannot be reached, an owner", () => {
  test("reads what failed, tries again, and goes on", async () => {
    const bot = await startBot();
    await say(bot, "Hello");
    const page = await openPage(bot);
    await shows(page, "Running");
    await page.route("**/api/users?*", (route) => route.fulfill({ status: 500 }));
    await page.getByRole("link", { name: "Users", exact: true }).click();
    await page.getByRole("alert").getByText("The bot could not answer (500).").waitFor();
    await page.unroute("**/api/users?*");
    await button(page, "Try again").click();
    await shows(page, "Ada Lovelace");
    await becomes(() => page.getByRole("alert").count(), 0);
  });

  test("keeps what is known while offline, and is up to date afterwards", async () => {
    const bot = await startBot();
    await say(bot, "Hello");
    const page = await openPage(bot);
    await shows(page, "1 message, all answered");
    await page.getByRole("img", { name: "Live" }).waitFor();
    await page.context().setOffline(true);
    await page.route("**/api/events", (route) => route.abort());
    await bot.restart({ PORT: new URL(bot.origin).port });
    await shows(page, NO_STREAM);
    await shows(page, "1 message, all answered");
    await say(bot, "/human");
    await page.unroute("**/api/events");
    await page.context().setOffline(false);
    await shows(page, "1 user asks for a human");
    await page.getByText(NO_STREAM).waitFor({ state: "detached" });
  });

  test("is up to date without a stream, by reading again from time to time", async () => {
    const bot = await startBot();
    const page = await openPage(bot, { path: "channels" });
    await page.route("**/api/events", (route) => route.fulfill({ status: 503 }));
    await page.goto(`${bot.origin}/admin#/now`);
    await page.reload();
    await shows(page, NO_STREAM);
    await say(bot, "/human");
    await page.clock.fastForward(10_000);
    await shows(page, "1 user asks for a human");
  });

  test("reads what happened while the network was away, even if the stream seems open", async () => {
    const bot = await startBot();
    const page = await openPage(bot, { path: "conversations" });
    await shows(page, "No conversations yet");
    await page.getByRole("img", { name: "Live" }).waitFor();
    await page.route("**/api/conversations?*", (route) => route.abort());
    await say(bot, "Hello");
    await page.getByRole("alert").waitFor();
    // The reading that an event of this message still waits for fails as well.
    const failed = page.waitForEvent("requestfailed");
    await page.clock.runFor(4_000);
    await failed;
    await page.unroute("**/api/conversations?*");
    const streams = countStreams(page);
    await page.evaluate("dispatchEvent(new Event('online'))");
    await shows(page, "Ada Lovelace");
    expect(streams()).toBe(1);
  });

  test("reads why no more of a list came, where they asked for it", async () => {
    const bot = await startBot();
    await say(bot, "Hello");
    await bot.write(`WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < 60)
      INSERT INTO users (phone_number, reply_to, whatsapp_name, code, created_at, updated_at)
      SELECT 'whatsapp:+49170000001' || (10 + n), 'whatsapp:+49170000001' || (10 + n), 'Guest ' || n,
        'code-' || n, 1, 1 FROM numbers`);
    const page = await openPage(bot, { path: "users" });
    await page.route("**/api/users?*cursor*", (route) => route.fulfill({ status: 500 }));
    await button(page, "Show more").click();
    await page.getByRole("status").getByText("The bot could not answer (500).").waitFor();
    expect(await page.getByRole("alert").count()).toBe(0);
    await page.unroute("**/api/users?*cursor*");
    await button(page, "Show more").click();
    await becomes(() => page.locator(".user-row").count(), 61);
  });
});

adminStories("an owner who leaves a page open", () => {
  test("sees the figures of the present hour after an hour of silence", async () => {
    const bot = await startBot();
    await say(bot, "Hello");
    const page = await openPage(bot);
    await shows(page, "1 message, all answered");
    await page.getByRole("img", { name: "Live" }).waitFor();
    const streams = countStreams(page);
    bot.clock.jump(3_600_000);
    await page.clock.fastForward(60_000);
    await shows(page, "no messages arrived");
    // It was not read because of a new stream.
    expect(streams()).toBe(0);
  });

  test("reads the log of a bot that was started again in its order", async () => {
    const bot = await startBot();
    const page = await openPage(bot, { path: "log" });
    for (const text of ["One", "Two", "Three"]) await say(bot, text);
    await becomes(async () => (await lines(page)).length > 10, true);
    await bot.restart({ PORT: new URL(bot.origin).port });
    await page.getByRole("img", { name: "No live connection" }).waitFor();
    await page.clock.fastForward(1_000);
    await page.getByRole("img", { name: "Live" }).waitFor();
    await say(bot, "Four");
    const last = async () => (await lines(page)).at(-1);
    await becomes(async () => (await last())?.includes("part delivered") === true, true);
    expect((await lines(page)).filter((line) => line.includes("message queued"))).toHaveLength(1);
  });

  test("misses no line of a busy bot", async () => {
    const bot = await startBot();
    const line = (id: number) => ({ id, at: id, level: "info", event: `event ${id}.`, facts: {} });
    const range = (from: number, to: number) =>
      Array.from({ length: to - from }, (_, index) => line(from + index));
    const page = await openPage(bot, { path: "channels" });
    await page.getByRole("img", { name: "Live" }).waitFor();
    let stored = range(1, 11);
    await page.route("**/api/log?*", (route) => route.fulfill({ json: stored }));
    await page.route("**/api/events", async (route) => {
      stored = range(1, 2_001);
      const events = range(11, 2_001).map((one) => `event: log\ndata: ${JSON.stringify(one)}\n\n`);
      await route.fulfill({ contentType: "text/event-stream", body: events.join("") });
    });
    await visit(page, bot, "log", "event 10.");
    await page.evaluate("dispatchEvent(new Event('online'))");
    await shows(page, "event 2000.");
    const ids = (await lines(page)).map((text) => Number(/event (\d+)/.exec(text)?.[1]));
    expect(ids).toEqual(range(1, 2_001).map(({ id }) => id));
  });
});

/** Returns how many streams of events the page has opened since then. */
function countStreams(page: Page): () => number {
  let count = 0;
  page.on("request", (request) => {
    if (request.url().endsWith("/events")) count += 1;
  });
  return () => count;
}

const lines = (page: Page): Promise<string[]> => page.locator(".log-lines li").allInnerTexts();
