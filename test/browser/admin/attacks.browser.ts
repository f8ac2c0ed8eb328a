import { expect, test } from "bun:test";
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { signedIn } from "../../admin-client.ts";
import { ADA } from "../../harness.ts";
import { quickFolder } from "../../quick-folder.ts";
import {
  adminStories,
  button,
  openPage,
  shows,
  startBot,
  takeComplaints,
  visit,
} from "./admin-stories.ts";

/** No slash, so that it can name a file. */
const CANARY = `<img src=x onerror="window.hacked=1">"><script>window.hacked=1<\\script>`;
const LINK = `[x](javascript:window.hacked=1) javascript:window.hacked=1`;

/** Each page that shows what others wrote. */
const PATHS = [
  "conversations",
  "conversations/1",
  "users",
  "users/1",
  "costs",
  "documents",
  "settings",
  "log",
  "audit",
];

adminStories("an owner's page", () => {
  test("shows scripts of users, files and the model as text, wherever they stand", async () => {
    const folder = quickFolder("documents-");
    writeFileSync(join(folder, `${CANARY}.md`), `# ${CANARY}\n\nPassage ${CANARY} ${LINK}`);
    const bot = await startBot({ APP_NAME: CANARY, KNOWLEDGE_DIR: folder });
    bot.openai.clearFixtures();
    const attack = `*${CANARY}* ${LINK} \`${CANARY}\` \`\`\`${CANARY}\`\`\``;
    bot.openai.onMessage(/./, { content: attack });
    const { sid } = await bot.twilio.sendText({ from: ADA, body: attack, profileName: CANARY });
    await bot.settle(1_500);
    const bytes = new TextEncoder().encode(attack);
    await bot.twilio.sendMedia({ from: ADA, bytes, contentType: "text/html", quotedSid: sid });
    await bot.settle(1_500);
    bot.openai.nextRequestError(401, { message: CANARY, code: "invalid_api_key" });
    await bot.twilio.sendText({ from: ADA, body: attack, profileName: CANARY });
    await bot.settle(1_500);
    const now = bot.clock.now();
    await bot.write(
      `INSERT INTO facts (user_id, text, created_at) VALUES (1, '${CANARY}', ${now})`,
    );
    await bot.write(`INSERT INTO reminders (user_id, number, text, due_at, created_at, updated_at)
      VALUES (1, 1, '${CANARY}', ${now + 3_600_000}, ${now}, ${now})`);
    await bot.write(`INSERT INTO admin_audit (at, actor, action, detail)
      VALUES (${now}, '${CANARY}', '${CANARY}', '${CANARY}')`);
    await bot.write(`UPDATE users SET taken_over_by = '${CANARY}'`);
    const owner = await signedIn(bot);
    await owner.change("PATCH", "/api/users/1", { persona: CANARY });
    await owner.change("PUT", "/api/settings/SYSTEM_PROMPT", { value: attack });
    await bot.app.maintain();

    const page = await openPage(bot);
    const isQuiet = async () => {
      expect(await page.locator("[onerror], [src='x'], main script").count()).toBe(0);
      expect(await page.locator("a[href^='javascript' i]").count()).toBe(0);
      expect(await page.evaluate("'hacked' in window")).toBe(false);
    };
    for (const path of PATHS) {
      await page.goto(`${bot.origin}/admin#/${path}`);
      await page
        .locator("main")
        .getByText("<img src=x")
        .filter({ visible: true })
        .first()
        .waitFor();
      await isQuiet();
    }
    await visit(page, bot, "documents", CANARY);
    await page.getByRole("searchbox").fill("passage");
    await page.locator(".passage").getByText(CANARY).waitFor();
    await isQuiet();
    await visit(page, bot, "conversations/1", "has taken over");
    await isQuiet();
    const failed = page.locator(".bubble[data-side=them]").last();
    await failed.hover();
    await button(page, "What happened to this message").last().click();
    await page.getByRole("dialog").getByText("given up").first().waitFor();
    await isQuiet();
    // A file of a user is downloaded or shown as what it is, and never opened as a page.
    const [url] = await page.locator("a.file").evaluateAll((all) => all.map(String));
    const file = await owner.get(String(url).replace(/^.*\/admin/, ""));
    expect(file.headers.get("content-security-policy")).toContain("sandbox");
    expect(file.headers.get("content-disposition")).toStartWith("attachment");
    rmSync(folder, { recursive: true, force: true });
  });

  test("runs no script that gets into it all the same", async () => {
    const bot = await startBot();
    const page = await openPage(bot);
    await shows(page, "Running");
    for (const insertion of [
      "document.body.innerHTML += '<img src=x onerror=\"window.hacked = 1\">'",
      "document.body.setAttribute('onclick', 'window.hacked = 1')",
      "document.body.append(Object.assign(document.createElement('script'), { text: 'window.hacked = 1' }))",
    ]) {
      const outcome = await page.evaluate(
        `(() => { try { ${insertion}; return "done" } catch (error) { return error.name } })()`,
      );
      expect(outcome).toBe("TypeError");
    }
    expect(await page.evaluate("'hacked' in window")).toBe(false);
    expect(takeComplaints().join()).toMatch(/TrustedHTML.*TrustedScript/);
  });
});
