import { afterAll, afterEach, beforeAll, describe, expect, setDefaultTimeout } from "bun:test";
import { readFileSync } from "node:fs";
import type { Browser, Page } from "playwright-core";
import type { Environment } from "../../../src/config.ts";
import { type AdminClient, LOCAL, signedIn } from "../../admin-client.ts";
import { ADA, BOB, startTestApp, type TestApp } from "../../harness.ts";
import { launchBrowser, whyNoBrowser } from "../chromium.ts";

/** The owner of the stories, whose conversation with the bot is not part of them. */
export const MARA = "whatsapp:+4915199999999";

let browser: Browser;
let started: TestApp[] = [];
/** Errors of scripts and of the security policy, and requests to other servers. */
let complaints: string[] = [];
/** Of the terminal, by their bots. */
const sessions = new WeakMap<TestApp, Promise<AdminClient>>();

/** Returns what the pages of this story complained about, which it then allows. */
export function takeComplaints(): string[] {
  const found = complaints;
  complaints = [];
  return found;
}

/** Runs stories in a browser, each before a bot of its own, on the database that the tests run on. */
export function adminStories(title: string, define: () => void): void {
  setDefaultTimeout(60_000);
  describe.skipIf(whyNoBrowser !== null)(title, () => {
    beforeAll(openBrowser);
    afterEach(async () => {
      const found = takeComplaints();
      await Promise.all(browser.contexts().map((context) => context.close()));
      await Promise.all(started.map((bot) => bot.stop()));
      started = [];
      expect(found).toEqual([]);
    });
    afterAll(() => browser?.close());
    define();
  });
}

/** Opens the browser that the pages are opened in. */
export async function openBrowser(): Promise<Browser> {
  browser = await launchBrowser();
  return browser;
}

/** Starts the whole bot between its stand-ins, which ends with the story. */
export async function startBot(
  settings: Environment = {},
  options: Omit<NonNullable<Parameters<typeof startTestApp>[0]>, "settings"> = {},
): Promise<TestApp> {
  const bot = await startTestApp({
    ...options,
    settings: { ADMIN_USERS: MARA, ...LOCAL, ...settings },
    twilio: { publicUrl: LOCAL.PUBLIC_URL, ...options.twilio },
  });
  started.push(bot);
  bot.openai.onMessage(/./, { content: "Here I am." });
  return bot;
}

/** Has a user write this, and waits until it is answered and the pages know it. */
export async function say(bot: TestApp, body: string, from = ADA): Promise<void> {
  await bot.twilio.sendText({
    from,
    body,
    profileName: from === BOB ? "Bob Byrne" : "Ada Lovelace",
  });
  await bot.settle(1_500);
}

interface Options {
  readonly path?: string;
  readonly width?: number;
  readonly height?: number;
  readonly theme?: "light" | "dark";
  /** The address at which the browser begins without a session. */
  readonly link?: string;
}

/** Opens a page as the owner at the terminal, in British English and at the bot's time. */
export async function openPage(
  bot: TestApp,
  { path = "now", width = 1440, height = 900, theme = "light", link }: Options = {},
): Promise<Page> {
  const context = await browser.newContext({
    viewport: { width, height },
    colorScheme: theme,
    locale: "en-GB",
    timezoneId: "Europe/Berlin",
    reducedMotion: "reduce",
  });
  context.setDefaultTimeout(20_000);
  await context.clock.install({ time: bot.clock.now() });
  const page = await context.newPage();
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("console", (message) => {
    // Chromium reports each response that is not 2xx; the stories ask for some of those.
    const isStatus = message.text().startsWith("Failed to load resource");
    if (message.type() === "error" && !isStatus) complaints.push(message.text());
  });
  page.on("request", (request) => {
    if (!request.url().startsWith(bot.origin)) complaints.push(`asked for ${request.url()}`);
  });
  if (link === undefined) {
    const session = sessions.get(bot) ?? signedIn(bot);
    sessions.set(bot, session);
    const [name = "", value = ""] = (await session).cookie.split("=");
    const { hostname: domain } = new URL(bot.origin);
    await context.addCookies([{ name, value, domain, path: "/admin", httpOnly: true }]);
  }
  await page.goto(link ?? `${bot.origin}/admin#/${path}`);
  return page;
}

/** Returns the link that an owner is sent in the chat, as it is on this machine. */
export async function linkOf(bot: TestApp, owner = MARA): Promise<string> {
  await bot.twilio.sendText({ from: owner, body: "/admin" });
  await bot.settle();
  const fragment = /#[0-9a-f]{64}/.exec(bot.sent(owner).at(-1) ?? "")?.[0];
  if (fragment === undefined) throw new Error(`no link: ${bot.sent(owner).at(-1)}`);
  return `${bot.origin}/admin/enter${fragment}`;
}

/** Opens the page as an owner does, by the link of the chat. */
export async function enterAs(bot: TestApp, owner = MARA): Promise<Page> {
  const page = await openPage(bot, { link: await linkOf(bot, owner) });
  await button(page, "Enter").click();
  await shows(page, "Last hour");
  return page;
}

/** Goes to another page of the admin in the same tab. */
export async function visit(page: Page, bot: TestApp, path: string, text: string): Promise<void> {
  await page.goto(`${bot.origin}/admin#/${path}`);
  await shows(page, text);
}

export const shows = (page: Page, text: string | RegExp): Promise<void> =>
  page.getByText(text).filter({ visible: true }).first().waitFor();

export const button = (page: Page, name: string) => page.getByRole("button", { name, exact: true });

const AXE = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

/** Returns what axe-core finds, in short. */
export async function findAxeViolations(page: Page): Promise<string[]> {
  await page.evaluate(`${AXE}; undefined`);
  return page.evaluate(
    `axe.run().then(({ violations }) => violations.flatMap(({ id, nodes }) =>
      nodes.map(({ html, failureSummary }) => id + ": " + html.slice(0, 160) + " " + failureSummary)))`,
  );
}

/** Returns the sum of the layout shifts since the page was opened that no input caused. */
export function readLayoutShift(page: Page): Promise<number> {
  return page.evaluate(`new Promise((resolve) => {
    let sum = 0;
    new PerformanceObserver((list) => {
      for (const { value, hadRecentInput } of list.getEntries()) if (!hadRecentInput) sum += value;
    }).observe({ type: "layout-shift", buffered: true });
    requestAnimationFrame(() => requestAnimationFrame(() => resolve(sum)));
  })`);
}

/** Each page, and a text of it in the bakery and on an empty database. */
export const PAGES: readonly (readonly [path: string, full: string, empty: string])[] = [
  ["now", "63016", "No message has arrived yet"],
  ["conversations", "asks for a human", "No conversations yet"],
  ["conversations/1", "Tuesday is perfect", "There is no user 1."],
  ["users", "waits for approval", "No users yet"],
  ["users/1", "Is allergic to hazelnuts", "There is no user 1."],
  ["costs", "gpt-5-mini", "Nothing was charged in these days"],
  ["documents", "opening-hours.md", "No folder of documents"],
  ["channels", "Webhook", "Webhook"],
  ["settings", "DAILY_BUDGET_USD", "DAILY_BUDGET_USD"],
  ["log", "message queued", "Pause"],
  ["backup", ".db", "No backups yet"],
  ["doctor", "Not run yet", "Not run yet"],
  ["audit", "signed in", "signed in"],
];
