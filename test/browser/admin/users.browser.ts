import { expect, test } from "bun:test";
import { strFromU8, unzipSync } from "fflate";
import { en } from "../../../src/text/sentences/en.ts";
import { ADA, BOB } from "../../harness.ts";
import { adminStories, button, openPage, say, shows, startBot, visit } from "./admin-stories.ts";
import { becomes } from "../becomes.ts";

adminStories("an owner among the users", () => {
  test("approves by the code that a user was given, and reads when it is wrong", async () => {
    const bot = await startBot({ ACCESS_MODE: "pairing" });
    await say(bot, "Hello");
    const page = await openPage(bot);
    await page.getByRole("link", { name: "1 user waits for approval", exact: true }).click();
    await shows(page, "waits for approval");
    expect(await button(page, "Waiting").getAttribute("aria-pressed")).toBe("true");
    const code = page.getByLabel("Code that the bot gave the user");
    await code.fill("NOPE");
    await code.press("Enter");
    await shows(page, "No user has this code.");
    const [user] = await bot.rows<{ code: string }>("SELECT code FROM users");
    await code.fill(user?.code.toLowerCase() ?? "");
    await code.press("Enter");
    await shows(page, "Approved. The user may write now.");
    await page.locator(".chip").getByText("waits for approval").waitFor({ state: "detached" });
    await becomes(() => code.inputValue(), "");
    await bot.settle(1_500);
    expect(bot.sent(ADA).at(-1)).toContain("you have access now");
  });

  test("filters, searches and reads on below the first fifty", async () => {
    const bot = await startBot();
    for (let index = 10; index < 80; index += 1) {
      await bot.twilio.sendText({
        from: `whatsapp:+491701234${index}`,
        body: "Hello",
        profileName: `Guest ${index}`,
      });
    }
    await bot.settle(1_500);
    const page = await openPage(bot, { path: "users" });
    const rows = page.locator(".user-row");
    await rows.nth(49).waitFor();
    await becomes(() => rows.count(), 50);
    await button(page, "Show more").click();
    await rows.nth(69).waitFor();
    expect(new Set(await rows.allInnerTexts()).size).toBe(70);
    await page.getByRole("searchbox").fill("guest 42");
    await rows.nth(1).waitFor({ state: "detached" });
    await rows.first().click();
    await button(page, "Block").click();
    await visit(page, bot, "users", "Guest 79");
    await button(page, "Blocked").click();
    await rows.nth(1).waitFor({ state: "detached" });
    expect(await rows.innerText()).toContain("Guest 42");
    await page.getByRole("searchbox").fill("guest 43");
    await shows(page, "No user matches the search and the filter.");
    await page.getByRole("searchbox").fill("guest");
    await rows.first().click();
    await shows(page, "For this user alone");
    await page.goBack();
    await rows.first().waitFor();
    expect(await button(page, "Blocked").getAttribute("aria-pressed")).toBe("true");
    expect(await page.getByRole("searchbox").inputValue()).toBe("guest");
    await page.getByRole("link", { name: "Users", exact: true }).click();
    await becomes(() => rows.count(), 50);
    await becomes(() => page.getByRole("searchbox").inputValue(), "");
  });

  test("gives one user a budget, a persona, a language and a time zone, and takes them back", async () => {
    const bot = await startBot();
    await say(bot, "Hello");
    const page = await openPage(bot, { path: "users/1" });
    const save = button(page, "Save");
    await page.getByLabel("Budget a day").fill("lots");
    await shows(page, "An amount up to 1000000 dollars, such as 2.50 or 10000.");
    expect(await save.isDisabled()).toBe(true);
    await page.getByLabel("Budget a day").fill("2,50");
    await page.getByLabel("Persona").fill("a patient teacher");
    await page.getByLabel("Language").selectOption("Português");
    await page.getByLabel("Time zone").fill("Nowhere");
    await save.click();
    await shows(page, "Nowhere is no time zone");
    await page.getByLabel("Time zone").fill("lisbon");
    await save.click();
    await shows(page, "Saved.");
    await becomes(() => page.getByLabel("Time zone").inputValue(), "Europe/Lisbon");
    await becomes(() => page.getByLabel("Budget a day").inputValue(), "2.5");
    await say(bot, "Who are you?");
    const asked = JSON.stringify(bot.openai.getRequests().at(-1)?.body);
    expect(asked).toContain("a patient teacher");
    await say(bot, "/help");
    expect(bot.sent(ADA).at(-1)).toContain("Escreva");
    await page.getByLabel("Budget a day").fill("");
    await page.getByLabel("Persona").fill("");
    await page.getByLabel("Language").selectOption("As in the settings");
    await save.click();
    await shows(page, "Saved.");
    await page.reload();
    await shows(page, "For this user alone");
    await becomes(() => page.getByLabel("Budget a day").inputValue(), "");
    expect(await bot.rows("SELECT persona, language FROM users")).toEqual([
      { persona: null, language: null },
    ]);
  });

  test("stops a user who has spent their own budget", async () => {
    const bot = await startBot({ OPENAI_MAX_OUTPUT_TOKENS: "100" });
    await say(bot, "Hello");
    const page = await openPage(bot, { path: "users/1" });
    // An exchange has cost 0.01, and the next may cost 0.105.
    await page.getByLabel("Budget a day").fill("0.11");
    await button(page, "Save").click();
    await shows(page, "Saved.");
    await say(bot, "And now?");
    expect(bot.sent(ADA).at(-1)).toBe(en.overLimit);
    await page.getByLabel("Budget a day").fill("0.0000001");
    await button(page, "Save").click();
    await button(page, "Discard").waitFor({ state: "detached" });
    await becomes(() => page.getByLabel("Budget a day").inputValue(), "0.0000001");
  });

  test("blocks and unblocks, and deletes a fact and a reminder", async () => {
    const bot = await startBot();
    await say(bot, "Hello");
    const now = bot.clock.now();
    await bot.write(
      `INSERT INTO facts (user_id, text, created_at) VALUES (1, 'Is allergic to hazelnuts', ${now})`,
    );
    await bot.write(`INSERT INTO reminders (user_id, number, text, due_at, created_at, updated_at)
      VALUES (1, 1, 'Ask about the menu', ${now + 3_600_000}, ${now}, ${now})`);
    const page = await openPage(bot, { path: "users/1" });
    await button(page, "Block").click();
    await page.locator(".chip").getByText("blocked").waitFor();
    await say(bot, "Are you there?");
    expect(bot.sent(ADA)).toHaveLength(1);
    await button(page, "Unblock").click();
    await page.getByText("May write", { exact: true }).waitFor();
    await say(bot, "And now?");
    expect(bot.sent(ADA)).toHaveLength(2);
    await button(page, "Forget: Is allergic to hazelnuts").click();
    await shows(page, "The bot has forgotten it.");
    await page.getByText("Is allergic to hazelnuts").waitFor({ state: "detached" });
    await button(page, "Delete the reminder: Ask about the menu").click();
    await page.getByText("Ask about the menu").waitFor({ state: "detached" });
    await bot.settle(3_700_000);
    expect(bot.sent(ADA).join()).not.toContain("menu");
    await visit(page, bot, "audit", "reminder cancelled");
    await shows(page, "fact deleted");
    await shows(page, "user blocked");
  });

  test("merges a second number into a user after reading what that does, for both", async () => {
    const bot = await startBot();
    await say(bot, "My canary is called Tweety");
    await say(bot, "Hello", BOB);
    const page = await openPage(bot, { path: "users/1" });
    await button(page, "Merge…").click();
    const dialog = page.getByRole("dialog", { name: "Merge with another user" });
    const who = dialog.getByLabel("The other number or username id");
    const see = dialog.getByRole("button", { name: "See what happens" });
    expect(await see.isDisabled()).toBe(true);
    await who.fill("+44 7700 900123");
    await see.click();
    await dialog.getByText(/There is no user/).waitFor();
    await who.fill(BOB.slice("whatsapp:".length));
    await who.press("Enter");
    await dialog.getByText("This cannot be undone.").waitFor();
    await dialog.getByRole("button", { name: "Back" }).click();
    await who.fill(BOB.slice("whatsapp:".length));
    await see.click();
    await dialog.getByRole("button", { name: "Merge for good" }).click();
    await shows(page, "The two are one user now.");
    await dialog.waitFor({ state: "detached" });
    await page.locator(".addresses").getByText(BOB.slice(-8)).waitFor();
    await say(bot, "What is my canary called?", BOB);
    expect(JSON.stringify(bot.openai.getRequests().at(-1)?.body)).toContain("Tweety");
    expect(bot.sent(BOB)).toHaveLength(2);
    await visit(page, bot, "audit", "users merged");
  });

  test("exports a user, and erases them only after typing the number", async () => {
    const bot = await startBot();
    await say(bot, "My canary is called Tweety");
    await say(bot, "Hello", BOB);
    const page = await openPage(bot, { path: "users/1" });
    const download = page.waitForEvent("download");
    await page.getByRole("link", { name: "Export" }).click();
    const file = await (await download).path();
    const files = Object.values(unzipSync(await Bun.file(file).bytes())).map((one) =>
      strFromU8(one),
    );
    expect(files.join()).toContain("Tweety");
    await button(page, "Erase…").click();
    const dialog = page.getByRole("dialog", { name: "Erase this user" });
    const erase = dialog.getByRole("button", { name: "Erase for ever" });
    const typed = dialog.getByLabel("to confirm");
    await dialog.getByText("1 message").waitFor();
    await typed.fill("+4915112345679");
    expect(await erase.isDisabled()).toBe(true);
    await typed.fill("+4915112345678");
    await erase.click();
    await page.getByRole("heading", { level: 1, name: "Users" }).waitFor();
    await shows(page, "The user is erased.");
    await shows(page, "Bob Byrne");
    expect(await page.getByText("Ada Lovelace").count()).toBe(0);
    expect(await bot.traces("Tweety")).toEqual([]);
    await visit(page, bot, "users/1", "There is no user 1.");
  });
});
