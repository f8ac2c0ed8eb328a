import { expect, test } from "bun:test";
import type { Page } from "playwright-core";
import { signedIn } from "../../admin-client.ts";
import { adminStories, button, openPage, say, shows, startBot, visit } from "./admin-stories.ts";
import { becomes } from "../becomes.ts";

/** Holds the requests to a path back until the returned function is called. */
async function hold(page: Page, path: string): Promise<() => void> {
  const held = Promise.withResolvers<void>();
  await page.route(path, async (route) => {
    await held.promise;
    await route.fallback();
  });
  return held.resolve;
}

const field = (page: Page) => page.getByRole("textbox", { name: "Message", exact: true });

adminStories("an owner who types while the bot is slow", () => {
  test("keeps what they write while a message is on its way, wherever they write it", async () => {
    const bot = await startBot();
    await say(bot, "Hello");
    const page = await openPage(bot, { path: "conversations/1" });
    await button(page, "Take over").click();
    await field(page).fill("One moment");
    const release = await hold(page, "**/api/messages");
    await field(page).press("Enter");
    await page.keyboard.type("And here it is");
    const search = page.getByRole("searchbox");
    await search.focus();
    await page.keyboard.type("Ad");
    release();
    await page.getByRole("log").getByText("One moment").waitFor();
    await becomes(() => page.getByRole("button", { name: "Send" }).isEnabled(), true);
    await page.keyboard.type("a");
    expect(await search.inputValue()).toBe("Ada");
    expect(await field(page).inputValue()).toBe("And here it is");
  });

  test("has a message that failed before what they have written since", async () => {
    const bot = await startBot();
    await say(bot, "Hello");
    const page = await openPage(bot, { path: "conversations/1" });
    await button(page, "Take over").click();
    await page.route("**/api/messages", (route) => route.fulfill({ status: 502 }));
    const release = await hold(page, "**/api/messages");
    await field(page).fill("One moment");
    await field(page).press("Enter");
    await page.keyboard.type("And here it is");
    release();
    await shows(page, "The bot could not answer (502).");
    await becomes(() => field(page).inputValue(), "One moment\nAnd here it is");
  });

  test("keeps what they type into a user's form while it is saved", async () => {
    const bot = await startBot();
    await say(bot, "Hello");
    const page = await openPage(bot, { path: "users/1" });
    await page.getByLabel("Persona").fill("a patient teacher");
    const release = await hold(page, "**/api/users/1");
    await button(page, "Save").click();
    await page.getByLabel("Time zone").fill("Lisbon");
    release();
    await shows(page, "Saved.");
    await becomes(() => button(page, "Save").isEnabled(), true);
    expect(await page.getByLabel("Time zone").inputValue()).toBe("Lisbon");
    await button(page, "Save").click();
    await becomes(() => page.getByLabel("Time zone").inputValue(), "Europe/Lisbon");
    expect(await page.getByLabel("Persona").inputValue()).toBe("a patient teacher");
  });

  test("keeps the next code that they type while one is approved", async () => {
    const bot = await startBot({ ACCESS_MODE: "pairing" });
    await say(bot, "Hello");
    const [user] = await bot.rows<{ code: string }>("SELECT code FROM users");
    const page = await openPage(bot, { path: "users" });
    const code = page.getByLabel("Code that the bot gave the user");
    const release = await hold(page, "**/api/users/approve");
    await code.fill(user?.code ?? "");
    await code.press("Enter");
    await code.fill("NEXT");
    release();
    await shows(page, "Approved. The user may write now.");
    await becomes(() => button(page, "Approve").isEnabled(), true);
    expect(await code.inputValue()).toBe("NEXT");
  });

  test("types a long value to its end, and finds the lines of another", async () => {
    const bot = await startBot();
    const page = await openPage(bot, { path: "settings" });
    const contact = page.getByLabel("New value of HUMAN_CONTACT");
    await button(page, "Change HUMAN_CONTACT").click();
    await contact.and(page.locator(":focus")).waitFor();
    const long = "Call Mara at the bakery, from Monday to Friday between 9:00 and 17:00, or write.";
    await page.keyboard.type(long);
    expect(await contact.inputValue()).toBe(long);
    const owner = await signedIn(bot);
    await owner.change("PUT", "/api/settings/HUMAN_CONTACT", { value: "Mara: 1\nAda: 2" });
    await page.reload();
    await button(page, "Change HUMAN_CONTACT").click();
    expect(await contact.inputValue()).toBe("Mara: 1\nAda: 2");
  });

  test("stays at the button that they pressed", async () => {
    const bot = await startBot();
    const page = await openPage(bot, { path: "doctor" });
    await button(page, "Run the checks").focus();
    await page.keyboard.press("Enter");
    await page.locator("button:focus").getByText("Run them again").waitFor();
  });

  test("selects what they typed by a drag that ends outside of the dialog", async () => {
    const bot = await startBot();
    await say(bot, "Hello");
    const page = await openPage(bot, { path: "users/1" });
    await button(page, "Erase…").click();
    const dialog = page.getByRole("dialog");
    const typed = dialog.getByLabel("to confirm");
    await typed.fill("+4915");
    await typed.hover();
    await page.mouse.down();
    await page.mouse.move(5, 5, { steps: 4 });
    await page.mouse.up();
    expect(await typed.inputValue()).toBe("+4915");
    await page.mouse.click(5, 5);
    await dialog.waitFor({ state: "detached" });
  });

  test("finds the sheet of pages closed by the way back", async () => {
    const bot = await startBot();
    const page = await openPage(bot, { width: 390 });
    await visit(page, bot, "users", "No users yet");
    await button(page, "More").click();
    const sheet = page.getByRole("dialog", { name: "More" });
    await sheet.waitFor();
    await page.goBack();
    await page.getByRole("heading", { level: 1, name: "Now" }).waitFor();
    await sheet.waitFor({ state: "detached" });
  });

  test("has one theme, whichever of its buttons they press", async () => {
    const bot = await startBot();
    const page = await openPage(bot);
    await button(page, "Session: sign out").click();
    await page.getByRole("dialog").getByRole("button", { name: "Dark colours" }).click();
    await page.keyboard.press("Escape");
    await button(page, "Light colours").click();
    await becomes(() => page.evaluate("document.documentElement.dataset.theme"), "light");
  });

  test("reads on about a message that is no problem any more", async () => {
    const bot = await startBot({ ADMIN_USERS: "" });
    bot.twilio.faults.next({ on: "create", kind: "code", code: 63016, status: 400 });
    await say(bot, "Hello");
    const page = await openPage(bot);
    await button(page, "What happened").click();
    const sheet = page.getByRole("dialog", { name: "What happened" });
    await sheet.getByRole("button", { name: "Try again" }).click();
    await bot.settle(1_500);
    await shows(page, "Nothing failed lately.");
    // On PostgreSQL a page looks for reports every few seconds.
    await bot.settle(6_000);
    await sheet.getByText("delivered to the phone").waitFor();
  });
});
