import { afterAll, beforeAll, expect, test } from "bun:test";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { ADA, type TestApp } from "../harness.ts";
import { quickFolder } from "../quick-folder.ts";
import {
  adminStories,
  button,
  findAxeViolations,
  openPage,
  PAGES,
  readLayoutShift,
  shows,
  startBot,
  visit,
} from "./admin/admin-stories.ts";
import { startBakery } from "./admin/bakery.ts";
import { becomes } from "./becomes.ts";

// The look of the pages, which no database changes.
adminStories("an owner at /admin", () => {
  let bakery: TestApp;
  beforeAll(async () => {
    bakery = await startBakery();
  });
  afterAll(() => bakery?.stop());

  test.each([
    ["light", 1440, "full"],
    ["dark", 360, "full"],
    ["dark", 768, "empty"],
    ["light", 360, "empty"],
  ] as const)(
    "finds pages without a barrier, in %s at %d pixels, %s",
    async (theme, width, data) => {
      const bot = data === "full" ? bakery : await startBot();
      const page = await openPage(bot, { theme, width });
      const found: string[] = [];
      for (const [path, full, empty] of PAGES) {
        await visit(page, bot, path, data === "full" ? full : empty);
        found.push(...(await findAxeViolations(page)).map((one) => `${path}: ${one}`));
      }
      expect(found).toEqual([]);
    },
  );

  test.each(["light", "dark"] as const)("finds dialogs without a barrier, in %s", async (theme) => {
    const page = await openPage(bakery, { theme, path: "users/1" });
    const dialog = page.getByRole("dialog");
    const found: string[] = [];
    for (const open of [
      () => button(page, "Erase…").click(),
      () => button(page, "Session: sign out").click(),
      async () => {
        await visit(page, bakery, "now", "What happened");
        await button(page, "What happened").first().click();
        await dialog.getByText("Total").waitFor();
      },
    ]) {
      await open();
      await dialog.waitFor();
      found.push(...(await findAxeViolations(page)));
      await page.keyboard.press("Escape");
      await dialog.waitFor({ state: "detached" });
    }
    await visit(page, bakery, "settings", "DAILY_BUDGET_USD");
    await button(page, "Change LOG_LEVEL").click();
    found.push(...(await findAxeViolations(page)));
    expect(found).toEqual([]);
  });

  test("finds pages that fit from 360 to 1,920 pixels", async () => {
    const page = await openPage(bakery, { width: 360 });
    for (const width of [360, 768, 1024, 1440, 1920]) {
      await page.setViewportSize({ width, height: 900 });
      for (const [path, text] of PAGES) {
        await visit(page, bakery, path, text);
        const wide = await page.evaluate(
          "[document.documentElement, ...document.querySelectorAll('main, .log, .scroll, .log-lines')].filter((it) => it.scrollWidth > it.clientWidth).map((it) => it.className || it.tagName)",
        );
        expect({ path, width, wide }).toEqual({ path, width, wide: [] });
      }
    }
  });

  test("finds names and titles of one long word within their frames on a phone", async () => {
    const documents = quickFolder("titles-");
    writeFileSync(join(documents, `${"x".repeat(180)}.txt`), "The price of bread");
    const bot = await startBot({ KNOWLEDGE_DIR: documents });
    await bot.app.maintain();
    await bot.twilio.sendText({ from: ADA, body: "Hello", profileName: "x".repeat(120) });
    await bot.settle(1_500);
    const page = await openPage(bot, { width: 320, path: "users/1" });
    const tooWide = () =>
      page.evaluate(
        "[...document.querySelectorAll('dialog, .card')].filter((it) => it.scrollWidth > it.clientWidth).map((it) => it.className)",
      );
    await button(page, "Erase…").click();
    await page.getByRole("dialog").waitFor();
    expect(await tooWide()).toEqual([]);
    await visit(page, bot, "documents", "1 document");
    await page.getByRole("searchbox").fill("bread");
    await shows(page, "The price of bread");
    expect(await tooWide()).toEqual([]);
  });

  test("sees nothing jump while a page loads", async () => {
    for (const [path, text] of PAGES) {
      const page = await openPage(bakery, { path });
      await shows(page, text);
      // Every page draws something, and 0.02 is a fifth of what counts as good.
      const shift = await readLayoutShift(page);
      expect({ path, isCalm: shift < 0.02, shift }).toMatchObject({ path, isCalm: true });
      await page.context().close();
    }
  });

  test("loads at most 120 KB, all from the bot", async () => {
    const page = await openPage(bakery, { link: "about:blank" });
    const sizes: Promise<number>[] = [];
    page.on("requestfinished", (request) => {
      const isFile = /\.(js|css|svg)$/.test(request.url());
      if (isFile) sizes.push(request.sizes().then(({ responseBodySize }) => responseBodySize));
    });
    await page.goto(`${bakery.origin}/admin`);
    await shows(page, "You are signed out");
    const bytes = (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
    process.stdout.write(`script, styles and icon: ${bytes} bytes\n`);
    expect(bytes).toBeGreaterThan(10_000);
    expect(bytes).toBeLessThan(120 * 1024);
  });

  test("walks through the pages by keyboard, and each tells its name", async () => {
    const page = await openPage(bakery);
    await shows(page, "Running");
    await page.keyboard.press("Tab");
    await page.locator("a:focus").getByText("Skip to the content").waitFor();
    const links = page.getByRole("navigation", { name: "Pages" });
    for (const name of ["Users", "Costs", "Settings"]) {
      await links.getByRole("link", { name: new RegExp(`^${name}`) }).focus();
      await page.keyboard.press("Enter");
      await page.locator("h1:focus").getByText(name, { exact: true }).waitFor();
      await becomes(() => page.title(), `(1) ${name} · Harbour Bakery`);
    }
    await page.goBack();
    await page.getByRole("heading", { level: 1, name: "Costs" }).waitFor();
  });

  test("switches to dark, and finds it so after a reload", async () => {
    const page = await openPage(bakery);
    await button(page, "Dark colours").click();
    await page.reload();
    await button(page, "Light colours").waitFor();
    expect(await page.evaluate("document.documentElement.dataset.theme")).toBe("dark");
  });

  test("reaches the other pages on a phone by the sheet, which Escape closes", async () => {
    const page: Page = await openPage(bakery, { width: 390, height: 844 });
    const more = button(page, "More");
    await more.click();
    const sheet = page.getByRole("dialog", { name: "More" });
    await sheet.waitFor();
    await page.keyboard.press("Escape");
    await sheet.waitFor({ state: "detached" });
    await page.locator("button:focus").getByText("More").waitFor();
    await more.click();
    await sheet.getByRole("link", { name: "Backup" }).click();
    await page.getByRole("heading", { level: 1, name: "Backup" }).waitFor();
    await becomes(() => sheet.count(), 0);
  });
});
