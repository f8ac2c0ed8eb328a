import {
  afterAll,
  beforeAll,
  beforeEach,
  describe,
  expect,
  setDefaultTimeout,
  test,
} from "bun:test";
import type { Browser } from "playwright-core";
import { type FakeAdmin, startFakeAdmin } from "./admin/fake-admin.ts";
import { fullData } from "./admin/full-data.ts";
import { openAdmin } from "./admin/open-admin.ts";
import { launchBrowser, whyNoBrowser } from "./chromium.ts";

setDefaultTimeout(60_000);

let browser: Browser;
let fake: FakeAdmin;

describe.skipIf(whyNoBrowser !== null)("an owner who sets up and looks after the bot", () => {
  beforeAll(async () => {
    fake = startFakeAdmin(fullData());
    browser = await launchBrowser();
  });
  beforeEach(() => {
    Object.assign(fake.data, fullData());
    fake.changes.length = 0;
  });
  afterAll(async () => {
    await browser?.close();
    await fake?.stop();
  });

  test("reads the costs of a week, a month and a quarter", async () => {
    const { page } = await openAdmin(browser, fake, { path: "costs" });
    for (const days of [7, 30, 90]) {
      await page.getByRole("button", { name: `${days} days` }).click();
      await page.getByRole("heading", { name: `Last ${days} days` }).waitFor();
      expect(await page.locator(".day-bars g").count()).toBe(days);
    }
    await page
      .getByRole("img", { name: /^Cost of each day; the most was \$4\.\d\d on / })
      .waitFor();
    const users = page.getByRole("table", { name: "By user" });
    expect(await users.getByRole("row").nth(1).innerText()).toMatch(/Amelia.*\$\d+\.\d\d.*31%/s);
    await page.getByText("28 Oct 2026").waitFor();
    await page.close();
  });

  test("tries a question on the documents, and reads why one is not readable", async () => {
    const { page } = await openAdmin(browser, fake, { path: "documents" });
    await page.getByText("It is protected by a password. Save a copy without one.").waitFor();
    await page.getByRole("searchbox").fill("sunday");
    await page.getByText("on Sundays until 13:00").waitFor();
    await page.getByText("opening-hours.md, page 1 · Winter").waitFor();
    fake.data.found = { passages: [] };
    await page.getByRole("searchbox").fill("zebra");
    await page.getByText("No passage has these words.").waitFor();
    await page.close();
  });

  test("copies the address of a webhook", async () => {
    const { page } = await openAdmin(browser, fake, { path: "channels" });
    await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    await page.getByRole("button", { name: "Copy Incoming messages" }).click();
    await page.getByText("Incoming messages is copied.").waitFor();
    expect(await page.evaluate("navigator.clipboard.readText()")).toBe(
      "https://bot.example.com/webhooks/twilio",
    );
    await page.close();
  });

  test("follows the log, by level and words, and pauses it", async () => {
    const { page } = await openAdmin(browser, fake, { path: "log" });
    const lines = page.getByRole("log").getByRole("listitem");
    await lines.nth(59).waitFor();
    const line = { id: 100, at: Date.now(), level: "warn", event: "disk nearly full" } as const;
    fake.log({ ...line, facts: { free: "2 GB" } });
    await lines.getByText("disk nearly full").waitFor();
    await page.getByRole("button", { name: "Pause" }).click();
    fake.log({ ...line, id: 101, event: "disk full", facts: {} });
    await page.getByRole("button", { name: "Resume (1 line)" }).click();
    await lines.getByText("disk full", { exact: true }).waitFor();
    await page.getByRole("button", { name: "Errors" }).click();
    await lines.getByText("lane claimed").first().waitFor({ state: "detached" });
    await lines.getByText("part refused").first().waitFor();
    await page.getByRole("button", { name: "All" }).click();
    await page.getByRole("searchbox").fill("2 GB");
    await lines.nth(1).waitFor({ state: "detached" });
    expect(await lines.innerText()).toContain("disk nearly full");
    await page.close();
  });

  test("changes a setting in its place, reads what is wrong with it, and resets it", async () => {
    const { page } = await openAdmin(browser, fake, { path: "settings" });
    const row = page.locator(".setting").filter({ hasText: "DAILY_BUDGET" });
    await row.getByRole("button", { name: "Change DAILY_BUDGET" }).click();
    const field = row.getByLabel("New value of DAILY_BUDGET");
    await field.fill("much");
    await field.press("Enter");
    await page.getByText("DAILY_BUDGET is “much”, but must be an amount in dollars.").waitFor();
    await field.fill("8");
    await field.press("Enter");
    await row.locator(".value").getByText("8").waitFor();
    await page.locator("button:focus").getByText("Change").waitFor();
    await row.getByRole("button", { name: "Reset DAILY_BUDGET" }).click();
    await row.getByText("not set").waitFor();
    const locked = page.locator(".setting").filter({ hasText: "OPENAI_MODEL" });
    expect(await locked.getByRole("button").count()).toBe(0);
    await page.getByRole("searchbox").fill("api key");
    await page.getByText("No setting matches.").waitFor();
    await page.getByRole("searchbox").fill("api");
    await page.locator(".setting").getByText("sk-…9f2a").waitFor();
    await page.getByRole("button", { name: "Editable" }).click();
    await page.getByText("No setting matches.").waitFor();
    await page.getByRole("searchbox").fill("");
    await page.locator(".setting").filter({ hasText: "PERSONA" }).waitFor();
    await page.close();
  });

  test("leaves a setting as it is with Escape", async () => {
    const { page } = await openAdmin(browser, fake, { path: "settings" });
    await page.getByRole("button", { name: "Change LANGUAGE" }).click();
    await page.getByLabel("New value of LANGUAGE").selectOption("es");
    await page.keyboard.press("Escape");
    await page.locator("button:focus").getByText("Change").waitFor();
    expect(fake.changes).toEqual([]);
    await page.close();
  });

  test("creates a backup and downloads it", async () => {
    const { page } = await openAdmin(browser, fake, { path: "backup" });
    await page.getByRole("button", { name: "Create a backup" }).click();
    await page.getByText("The backup is ready.").waitFor();
    const download = page.waitForEvent("download");
    await page.getByRole("link", { name: "Download bot-new.db" }).click();
    expect((await download).suggestedFilename()).toBe("bot-new.db");
    await page.close();
  });

  test("finds the command that restores a backup, and removes the backup", async () => {
    const { page } = await openAdmin(browser, fake, { path: "backup" });
    await page.getByText("copy-to postgres://USER").waitFor();
    await page.getByRole("button", { name: "Restore or remove bot-2026-11-28" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByText("the bot must not run meanwhile").waitFor();
    await dialog
      .getByText("whatsapp-ai-bot restore /var/lib/bot/data/backups/bot-2026-11-28T06-00.db")
      .waitFor();
    await dialog.getByRole("button", { name: "Remove this backup" }).click();
    await page.getByText("The backup is removed.").waitFor();
    await dialog.waitFor({ state: "detached" });
    expect(await page.locator(".file-row").count()).toBe(1);
    await page.close();
  });

  test("has the bot checked, and reads what to do", async () => {
    const { page } = await openAdmin(browser, fake, { path: "doctor" });
    await page.getByRole("button", { name: "Run the checks" }).click();
    await page.getByRole("heading", { name: "1 error, 1 warning" }).waitFor();
    const row = page.getByRole("listitem").filter({ hasText: "openai key" });
    expect(await row.innerText()).toMatch(/refused \(401\)\s*create a new key.*error/s);
    await page.close();
  });

  test("reads who did what", async () => {
    const { page } = await openAdmin(browser, fake, { path: "audit" });
    const row = page.getByRole("listitem").filter({ hasText: "blocked" });
    expect(await row.innerText()).toMatch(/Casino Bonus 🎰\s*by terminal · user 6/);
    await page.close();
  });
});
