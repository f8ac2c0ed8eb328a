import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import type { Browser, Page } from "playwright-core";
import { emptyData } from "./admin/admin-data.ts";
import { type FakeAdmin, startFakeAdmin } from "./admin/fake-admin.ts";
import { fullData } from "./admin/full-data.ts";
import { findAxeViolations, openAdmin, readLayoutShift } from "./admin/open-admin.ts";
import { launchBrowser, whyNoBrowser } from "./chromium.ts";

setDefaultTimeout(180_000);

/** Each page, and a text of it on a full and on an empty database. */
const PAGES: readonly (readonly [path: string, full: string, empty: string])[] = [
  ["now", "Running with problems", "No message has arrived yet"],
  ["conversations", "asks for a human", "No conversations yet"],
  ["conversations/1", "Tuesday is perfect", "This does not exist."],
  ["users", "waits for approval", "No users yet"],
  ["users/1", "Is allergic to hazelnuts", "This does not exist."],
  ["costs", "gpt-5-mini", "Nothing was charged in these days"],
  ["documents", "opening-hours.md", "No folder of documents"],
  ["channels", "pauses after failures", "A first message has arrived"],
  ["settings", "DAILY_BUDGET", "Nothing found"],
  ["log", "part refused", "Quiet"],
  ["backup", "184.3 MB", "No backups yet"],
  ["doctor", "Not run yet", "Not run yet"],
  ["audit", "took over", "No actions yet"],
];

let browser: Browser;
let full: FakeAdmin;
let empty: FakeAdmin;

const shows = (page: Page, text: string) =>
  page.getByText(text).filter({ visible: true }).first().waitFor();

async function visit(page: Page, fake: FakeAdmin, path: string, text: string): Promise<void> {
  await page.goto(`${fake.url}#/${path}`);
  await shows(page, text);
}

describe.skipIf(whyNoBrowser !== null)("an owner at /admin", () => {
  beforeAll(async () => {
    full = startFakeAdmin(fullData());
    empty = startFakeAdmin(emptyData());
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await full?.stop();
    await empty?.stop();
  });

  test.each([
    ["light", 1440],
    ["dark", 1440],
    ["light", 360],
    ["dark", 768],
  ] as const)("finds pages without a barrier, in %s at %d pixels", async (theme, width) => {
    for (const fake of [full, empty]) {
      const { page, complaints } = await openAdmin(browser, fake, { theme, width });
      const found: string[] = [];
      for (const [path, ...texts] of PAGES) {
        await visit(page, fake, path, texts[fake === full ? 0 : 1] ?? "");
        found.push(...(await findAxeViolations(page)).map((one) => `${path}: ${one}`));
      }
      expect(found).toEqual([]);
      expect(complaints).toEqual([]);
      await page.close();
    }
  });

  test.each(["light", "dark"] as const)("finds dialogs without a barrier, in %s", async (theme) => {
    const { page, complaints } = await openAdmin(browser, full, { theme, path: "users/1" });
    const dialog = page.getByRole("dialog");
    const found: string[] = [];
    for (const open of [
      () => page.getByRole("button", { name: "Erase…" }).click(),
      () => page.getByRole("button", { name: "Session: sign out" }).click(),
      async () => {
        await visit(page, full, "now", "What happened");
        await page.getByRole("button", { name: "What happened" }).click();
        await dialog.getByText("The bot gave up on this message.").waitFor();
      },
    ]) {
      await open();
      await dialog.waitFor();
      found.push(...(await findAxeViolations(page)));
      await page.keyboard.press("Escape");
      await dialog.waitFor({ state: "detached" });
    }
    await visit(page, full, "settings", "DAILY_BUDGET");
    await page.getByRole("button", { name: "Change LANGUAGE" }).click();
    found.push(...(await findAxeViolations(page)));
    expect(found).toEqual([]);
    expect(complaints).toEqual([]);
    await page.close();
  });

  test.each([360, 768, 1024, 1440, 1920])("finds pages that fit %d pixels", async (width) => {
    const { page } = await openAdmin(browser, full, { width });
    for (const [path, text] of PAGES) {
      await visit(page, full, path, text);
      const wide = await page.evaluate(
        "[document.documentElement, ...document.querySelectorAll('main, .log, .scroll, .log-lines')].filter((it) => it.scrollWidth > it.clientWidth).map((it) => it.className || it.tagName)",
      );
      expect({ path, wide }).toEqual({ path, wide: [] });
    }
    await page.close();
  });

  test("sees nothing jump while a page loads", async () => {
    for (const [path, text] of PAGES) {
      const { page } = await openAdmin(browser, full, { path });
      await shows(page, text);
      // Every page draws something, and 0.02 is a fifth of what counts as good.
      expect(await readLayoutShift(page)).toBeLessThan(0.02);
      await page.close();
    }
  });

  test("loads at most 120 KB, all from the bot", async () => {
    const { page, complaints } = await openAdmin(browser, full);
    await shows(page, "Running with problems");
    const bytes = await page.evaluate(
      "performance.getEntriesByType('resource').filter(({ name }) => /\\.(js|css|svg)$/.test(name)).reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0)",
    );
    process.stdout.write(`script, styles and icon: ${String(bytes)} bytes\n`);
    expect(Number(bytes)).toBeGreaterThan(10_000);
    expect(Number(bytes)).toBeLessThan(120 * 1024);
    expect(complaints).toEqual([]);
    await page.close();
  });

  test("walks through the pages by keyboard, and each tells its name", async () => {
    const { page } = await openAdmin(browser, full);
    await shows(page, "Running with problems");
    await page.keyboard.press("Tab");
    await page.locator("a:focus").getByText("Skip to the content").waitFor();
    for (const [name, heading] of [
      ["Users", "Users"],
      ["Costs", "Costs"],
      ["Settings", "Settings"],
    ] as const) {
      await page
        .getByRole("navigation", { name: "Pages" })
        .getByRole("link", { name: new RegExp(`^${name}`) })
        .focus();
      await page.keyboard.press("Enter");
      await page.locator("h1:focus").getByText(heading, { exact: true }).waitFor();
      expect(await page.title()).toBe(`(2) ${heading} · Harbour Bakery`);
    }
    await page.goBack();
    await page.getByRole("heading", { level: 1, name: "Costs" }).waitFor();
    await page.close();
  });

  test("switches to dark, and finds it so after a reload", async () => {
    const { page } = await openAdmin(browser, full);
    await page.getByRole("button", { name: "Dark colours" }).click();
    await page.reload();
    await page.getByRole("button", { name: "Light colours" }).waitFor();
    expect(await page.evaluate("document.documentElement.dataset.theme")).toBe("dark");
    await page.close();
  });

  test("reaches the other pages on a phone by the sheet, which Escape closes", async () => {
    const { page } = await openAdmin(browser, full, { width: 390, height: 844 });
    const more = page.getByRole("button", { name: "More" });
    await more.click();
    const sheet = page.getByRole("dialog", { name: "More" });
    await sheet.waitFor();
    await page.keyboard.press("Escape");
    await sheet.waitFor({ state: "detached" });
    await page.locator("button:focus").getByText("More").waitFor();
    await more.click();
    await sheet.getByRole("link", { name: "Backup" }).click();
    await page.getByRole("heading", { level: 1, name: "Backup" }).waitFor();
    expect(await sheet.count()).toBe(0);
    await page.close();
  });

  test("sees the numbers change by themselves", async () => {
    const { page } = await openAdmin(browser, full);
    await shows(page, "2 users ask for a human");
    const before = full.data.now;
    full.data.now = { ...before, waitingForHuman: 3, today: { ...before.today, messages: 413 } };
    full.publish({ now: true, conversations: [] });
    await shows(page, "3 users ask for a human");
    await page.locator(".tile").filter({ hasText: "Messages today" }).getByText("413").waitFor();
    full.data.now = before;
    await page.close();
  });
});
