import { expect, test } from "bun:test";
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ADA } from "../../harness.ts";
import { encryptedPdf } from "../../media/documents/make-pdf.ts";
import { quickFolder } from "../../quick-folder.ts";
import { isOnPostgres } from "../../story-database.ts";
import {
  adminStories,
  button,
  enterAs,
  MARA,
  openPage,
  say,
  shows,
  startBot,
  visit,
} from "./admin-stories.ts";
import { becomes } from "../becomes.ts";

adminStories("an owner who sets up and looks after the bot", () => {
  test("knows what to do next with an empty database, and sees the first message arrive", async () => {
    const bot = await startBot();
    const page = await openPage(bot);
    await shows(page, "No message has arrived yet");
    await shows(page, "Nothing failed lately.");
    await page.getByRole("link", { name: "Connect a channel" }).click();
    await page.getByRole("img", { name: "Cannot be checked from here" }).first().waitFor();
    await visit(page, bot, "now", "Connect a channel");
    await say(bot, "Hello");
    await page
      .locator(".tile")
      .filter({ hasText: "Messages today" })
      .getByText("1", { exact: true })
      .waitFor();
    await page.getByText("No message has arrived yet").waitFor({ state: "detached" });
    await shows(page, "1 message, all answered");
  });

  test("reads what failed and how to mend it, and who asks for a human", async () => {
    const bot = await startBot();
    const page = await openPage(bot);
    await shows(page, "Running");
    bot.openai.nextRequestError(401, { code: "invalid_api_key" });
    await say(bot, "Hello");
    await say(bot, "/human");
    await shows(page, "1 user asks for a human");
    await becomes(() => page.title(), "(1) Now · WhatsApp AI Bot");
    await shows(page, "OPENAI_API_KEY was refused: create a new key");
    await button(page, "What happened").first().click();
    await page.getByRole("dialog").getByText("The bot gave up on this message.").waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("link", { name: /asks for a human/ }).click();
    await shows(page, "asks for a human");
  });

  test("sees that calls to a broken model are paused", async () => {
    const bot = await startBot();
    bot.openai.clearFixtures();
    bot.openai.onMessage(/./, { error: { message: "no", type: "server_error" }, status: 503 });
    for (let index = 0; index < 8; index += 1) {
      await say(bot, "Hello", `whatsapp:+491512345670${index}`);
    }
    await bot.settle(10_000);
    const page = await openPage(bot);
    await shows(page, "Running with problems");
    await shows(page, "calls to it are paused");
  });

  test("reads the costs of a week, a month and a quarter", async () => {
    const bot = await startBot();
    await say(bot, "Hello");
    await bot.settle(60_000);
    const page = await openPage(bot, { path: "costs" });
    for (const days of [7, 90, 30]) {
      await button(page, `${days} days`).click();
      await page.getByRole("heading", { name: `Last ${days} days` }).waitFor();
      await becomes(() => page.locator(".day-bars g").count(), days);
    }
    await page.getByRole("img", { name: /the most was \$0\.01\d? on 22 Nov/ }).waitFor();
    const users = page.getByRole("table", { name: "By user" });
    expect(await users.getByRole("row").nth(1).innerText()).toMatch(/Ada Lovelace.*\$0\.01.*100%/s);
    await page.getByRole("table", { name: "By kind" }).getByText("Messages sent").waitFor();
  });

  test("tries a question on the documents, and reads why one is not readable", async () => {
    const folder = quickFolder("documents-");
    writeFileSync(join(folder, "hours.md"), "# Winter\n\nOn Sundays we are open until 13:00.");
    writeFileSync(join(folder, "prices.pdf"), encryptedPdf("a password"));
    const bot = await startBot({ KNOWLEDGE_DIR: folder });
    await bot.app.maintain();
    const page = await openPage(bot, { path: "documents" });
    await shows(page, "hours.md");
    await shows(page, "It is protected by a password: save it without one.");
    await page.getByRole("searchbox").fill("sunday");
    await page.locator(".passage").getByText("until 13:00").waitFor();
    await shows(page, "hours.md · Winter");
    await page.getByRole("searchbox").fill("zebra");
    await shows(page, "No passage has these words.");
    rmSync(folder, { recursive: true, force: true });
  });

  test("copies the address of the webhook, and sees that it works", async () => {
    const bot = await startBot();
    await say(bot, "Hello");
    const page = await openPage(bot, { path: "channels" });
    await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    await shows(page, "works");
    const copy = page.getByRole("button", { name: /^Copy / }).first();
    await copy.click();
    await shows(page, /is copied\./);
    expect(await page.evaluate("navigator.clipboard.readText()")).toBe(
      "http://localhost:8000/webhook",
    );
    await page.locator("dd").getByText("just now").first().waitFor();
  });

  test("changes a setting in its place, which the next answer obeys, and resets it", async () => {
    const bot = await startBot({
      MAX_REPLY_PARTS: "2",
      METRICS_TOKEN: "metrics-token-of-the-test",
    });
    const page = await openPage(bot, { path: "settings" });
    const row = (name: string) =>
      page.locator(".setting").filter({ has: page.getByRole("heading", { name, exact: true }) });
    await button(page, "Change DAILY_BUDGET_USD").click();
    const field = page.getByLabel("New value of DAILY_BUDGET_USD", { exact: true });
    await field.fill("much");
    await field.press("Enter");
    await shows(page, "DAILY_BUDGET_USD must be");
    await field.fill("8");
    await field.press("Enter");
    await row("DAILY_BUDGET_USD changed here").locator(".value").getByText("8").waitFor();
    await page.locator("button:focus").getByText("Change").waitFor();
    await button(page, "Change SYSTEM_PROMPT").click();
    await page.getByLabel("New value of SYSTEM_PROMPT").fill("Speak like a pirate.");
    await button(page, "Save").click();
    await shows(page, "SYSTEM_PROMPT is changed.");
    await say(bot, "Hello");
    expect(JSON.stringify(bot.openai.getRequests().at(-1)?.body)).toContain("like a pirate");
    await button(page, "Reset SYSTEM_PROMPT").click();
    await shows(page, "SYSTEM_PROMPT has its default again.");
    await button(page, "Change LOG_LEVEL").click();
    await page.getByLabel("New value of LOG_LEVEL").selectOption("error");
    await page.keyboard.press("Escape");
    await page.locator("button:focus").getByText("Change").waitFor();
    expect(await row("MAX_REPLY_PARTS environment").getByRole("button").count()).toBe(0);
    await page.getByRole("searchbox").fill("metrics_token");
    await row("METRICS_TOKEN environment").getByText("***").waitFor();
    expect(await page.content()).not.toContain("metrics-token-of-the-test");
    await button(page, "Editable").click();
    await shows(page, "No setting matches.");
  });

  test("follows the log, by level and words, and pauses it", async () => {
    const bot = await startBot();
    const page = await openPage(bot, { path: "log" });
    const lines = page.getByRole("log").getByRole("listitem");
    await say(bot, "Hello");
    await lines.getByText("message queued").waitFor();
    await button(page, "Pause").click();
    bot.openai.nextRequestError(401, { code: "invalid_api_key" });
    await say(bot, "Are you there?");
    await page.getByRole("button", { name: /^Resume \(\d+ lines\)/ }).click();
    await button(page, "Errors").click();
    await lines.getByText("message queued").first().waitFor({ state: "detached" });
    await lines.getByText(/^PermanentError: [^{]+$/).waitFor();
    await button(page, "All").click();
    await page.getByRole("searchbox").fill("QUEUED");
    await lines.getByText("part delivered").first().waitFor({ state: "detached" });
    await becomes(() => lines.getByText("message queued").count(), 2);
    await becomes(() => lines.count(), 2);
    expect(await page.content()).not.toContain(ADA.slice(-11));
  });

  test(
    isOnPostgres
      ? "reads why there are no backups here"
      : "creates a backup and downloads it, of which the record tells",
    async () => {
      const bot = await startBot();
      const page = await openPage(bot, { path: "backup" });
      if (isOnPostgres) {
        await page.locator("code").getByText("whatsapp-ai-bot backup FILE").waitFor();
        return;
      }
      await shows(page, "No backups yet");
      await button(page, "Create a backup").click();
      await shows(page, "The backup is ready.");
      const download = page.waitForEvent("download");
      await page.getByRole("link", { name: /^Download / }).click();
      const bytes = await Bun.file(await (await download).path()).text();
      expect(bytes).toStartWith("SQLite format 3");
      await visit(page, bot, "audit", "backup created");
      await visit(page, bot, "backup", "copy-to postgres://USER");
      await page.getByRole("button", { name: /^Restore or remove / }).click();
      const dialog = page.getByRole("dialog");
      await dialog.getByText("the bot must not run").waitFor();
      await dialog.getByText(/restore \S*backups\/\S*\.db/).waitFor();
      await button(page, "Remove this backup").click();
      await shows(page, "The backup is removed.");
      await dialog.waitFor({ state: "detached" });
      await shows(page, "No backups yet");
    },
  );

  test("reads who did what", async () => {
    const bot = await startBot();
    await say(bot, "Hello");
    const page = await enterAs(bot);
    await visit(page, bot, "users/1", "Their data");
    await button(page, "Block").click();
    await shows(page, "The user is blocked.");
    await visit(page, bot, "audit", "user blocked");
    const row = page.getByRole("listitem").filter({ hasText: "user blocked" });
    expect(await row.innerText()).toContain(`by ${MARA.replace("whatsapp:", "")} · user #1`);
  });

  test("has the bot checked, and reads what to do", async () => {
    const bot = await startBot();
    const page = await openPage(bot, { path: "doctor" });
    await shows(page, "Not run yet");
    await button(page, "Run the checks").click();
    await button(page, "Run them again").waitFor();
    const results = page.getByRole("list", { name: "Results" });
    await results.getByText("database", { exact: true }).first().waitFor();
    expect(await results.getByRole("listitem").count()).toBeGreaterThan(5);
  });
});
