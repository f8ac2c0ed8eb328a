import { expect, test } from "bun:test";
import type { Locator, Page } from "playwright-core";
import { ADA, BOB, type TestApp } from "../../harness.ts";
import { jpeg } from "../../pictures.ts";
import { VOICE_NOTE } from "../../speech.ts";
import { samplePdf } from "../samples.ts";
import { adminStories, button, openPage, say, shows, startBot, visit } from "./admin-stories.ts";
import { fillConversation } from "./long-conversation.ts";
import { becomes } from "../becomes.ts";

const log = (page: Page): Locator => page.getByRole("log");
const rows = (page: Page): Locator => page.locator(".conversation");
const bubble = (page: Page, text: string): Locator =>
  log(page).locator(".bubble").filter({ hasText: text });

function scrollTo(page: Page, top: number): Promise<void> {
  return log(page).evaluate(
    (it: { scrollTo(x: number, y: number): void }, to) => it.scrollTo(0, to),
    top,
  );
}

async function sendFile(bot: TestApp, bytes: Uint8Array, contentType: string): Promise<void> {
  await bot.twilio.sendMedia({ from: ADA, bytes: new Uint8Array(bytes), contentType });
  await bot.settle(1_500);
}

adminStories("an owner in the conversations", () => {
  test("finds those first who ask for a human, and searches for the others", async () => {
    const bot = await startBot();
    await say(bot, "/human", ADA);
    await bot.settle(60_000);
    await say(bot, "Do you sell 100% wool?", BOB);
    const page = await openPage(bot, { path: "conversations" });
    await shows(page, "asks for a human");
    expect(await rows(page).allInnerTexts()).toEqual([
      expect.stringMatching(/Ada Lovelace.*asks for a human/s),
      expect.stringMatching(/Bob Byrne.*Bot: Here I am/s),
    ]);
    const search = page.getByRole("searchbox");
    for (const words of ["100% WOOL", "bob", "+4915187"]) {
      await search.fill("");
      await rows(page).nth(1).waitFor();
      await search.fill(words);
      await rows(page).nth(1).waitFor({ state: "detached" });
      expect(await rows(page).innerText()).toContain("Bob Byrne");
    }
    await search.fill("10_% wool");
    await shows(page, "No name, number or message contains “10_% wool”.");
    await search.fill("");
    await rows(page).first().click();
    await button(page, "Take over").click();
    await shows(page, "taken over");
  });

  test("reads a thread as a phone shows it", async () => {
    const bot = await startBot();
    bot.openai.clearFixtures();
    const items = "*Two things stand out:*\n- the rent\n\n```\nsourdough  40\n```";
    bot.openai.onMessage(/./, { content: items });
    bot.openai.onTranscription({ transcription: { text: "Add ten croissants." } });
    const { sid } = await bot.twilio.sendText({ from: ADA, body: "Can you check my _lease_?" });
    await bot.settle(1_500);
    await sendFile(bot, samplePdf("The rent is 900 EUR."), "application/pdf");
    await sendFile(bot, VOICE_NOTE, "audio/ogg");
    await sendFile(bot, await jpeg("blue"), "image/jpeg");
    bot.twilio.faults.next({ on: "create", kind: "code", code: 63016, status: 400 });
    await bot.twilio.sendText({ from: ADA, body: "And this one?", quotedSid: sid });
    await bot.settle(1_500);
    const page = await openPage(bot, { path: "conversations/1" });
    await log(page).locator("em").getByText("lease").first().waitFor();
    expect(await log(page).locator("pre").first().innerText()).toContain("sourdough  40");
    await log(page).locator("strong").getByText("Two things stand out:").first().waitFor();
    await log(page).locator(".file").getByText("PDF", { exact: true }).waitFor();
    await log(page).getByText("What the bot read").click();
    await shows(page, "The rent is 900 EUR.");
    expect(await page.getByText("Add ten croissants.").filter({ visible: true }).count()).toBe(0);
    await log(page).getByText("Transcript").click();
    await shows(page, "Add ten croissants.");
    await log(page).locator(".voice small").getByText("0:04").waitFor();
    const picture = log(page).locator("img").last();
    await picture.evaluate((it: { decode(): Promise<void> }) => it.decode());
    await log(page).locator(".quote").getByText("Can you check my lease?").waitFor();
    await log(page).getByRole("img", { name: "Not delivered" }).waitFor();
    await shows(page, /24 hours/);
    await log(page).getByText("Today", { exact: true }).waitFor();
    await visit(page, bot, "now", "63016");
    await page.getByText("Open the conversation").first().click();
    await shows(page, "And this one?");
  });

  test("reads a conversation of 100,000 messages page by page, and each stays where it was", async () => {
    const bot = await startBot();
    await say(bot, "Good morning");
    await fillConversation(bot, 100_000);
    const page = await openPage(bot, { path: "conversations/1" });
    await bubble(page, "Good morning").waitFor();
    const bubbles = log(page).locator(".bubble");
    expect(await bubbles.count()).toBeLessThan(90);
    const anchor = bubble(page, "Question 99970").first();
    await anchor.evaluate((it: { id: string }) => {
      it.id = "anchor";
    });
    await page.route("**/conversations/1?*before=*", async (route) => {
      // So slow that the browser has an anchor of its own.
      await page.evaluate("new Promise((done) => setTimeout(done, 500))");
      await route.continue();
    });
    await scrollTo(page, 400);
    const top = async () => Math.round((await anchor.boundingBox())?.y ?? Number.NaN);
    const before = await top();
    await bubble(page, "Question 99940").first().waitFor({ state: "attached" });
    expect(Math.abs((await top()) - before)).toBeLessThanOrEqual(2);
    // The same element: what plays in it goes on.
    expect(await page.locator("#anchor").count()).toBe(1);
    await scrollTo(page, 0);
    await bubble(page, "Question 99890").first().waitFor({ state: "attached" });
    const search = page.getByRole("searchbox");
    await search.fill("question 17:");
    await shows(page, "No name, number or recent message contains “question 17:”.");
    await button(page, "Search earlier messages").click();
    await rows(page).getByText("Ada Lovelace").waitFor();
    await search.fill("question 0:");
    await rows(page).first().waitFor({ state: "detached" });
    await button(page, "Search earlier messages").click();
    await shows(page, "No name, number or message contains “question 0:”.");
    await say(bot, "One more thing");
    await bubble(page, "One more thing").waitFor({ state: "attached" });
    await button(page, "To the newest message").click();
    await button(page, "To the newest message").waitFor({ state: "detached" });
  });

  test("sees a new message at once and by keyboard what happened to it, and has it tried again", async () => {
    const bot = await startBot();
    await say(bot, "Tuesday is perfect");
    const page = await openPage(bot, { path: "conversations/1" });
    await bubble(page, "Tuesday is perfect").waitFor();
    bot.openai.nextRequestError(401, { code: "invalid_api_key" });
    await say(bot, "Are you there?");
    await bubble(page, "Are you there?").focus();
    await page.keyboard.press("ArrowUp");
    await log(page).locator(".bubble:focus").getByText("Here I am.").waitFor();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    const sheet = page.getByRole("dialog", { name: "What happened" });
    await sheet.getByText("given up").first().waitFor();
    await sheet.getByRole("button", { name: "Try again" }).click();
    await shows(page, "The bot tries again.");
    await bot.app.maintain();
    await bot.settle(1_500);
    await sheet.locator("tfoot").getByText("$").waitFor();
    await page.keyboard.press("Escape");
    await sheet.waitFor({ state: "detached" });
    await bubble(page, "Here I am.").nth(1).waitFor();
    expect(bot.sent(ADA).at(-1)).toBe("Here I am.");
  });

  test("keeps the text while the bot cannot be reached, and sends it once", async () => {
    const bot = await startBot();
    await say(bot, "Hello");
    const page = await openPage(bot, { path: "conversations/1" });
    await button(page, "Take over").click();
    await page.route("**/api/messages", async (route) => {
      // It has arrived, but its response is lost.
      await route.fetch();
      await route.abort();
    });
    const field = page.getByRole("textbox", { name: "Message", exact: true });
    await field.fill("Until Tuesday!");
    await field.press("Enter");
    await shows(page, "The bot cannot be reached.");
    await becomes(() => field.inputValue(), "Until Tuesday!");
    await page.unroute("**/api/messages");
    await button(page, "Send").click();
    await page.locator("textarea:placeholder-shown").waitFor();
    await bot.settle(1_500);
    expect(bot.sent(ADA)).toEqual(["Here I am.", "Until Tuesday!"]);
  });

  test("reads why nothing can be written after the window has closed", async () => {
    const bot = await startBot();
    await say(bot, "Hello");
    bot.clock.jump(25 * 3_600_000);
    const page = await openPage(bot, { path: "conversations/1" });
    await button(page, "Take over").click();
    await page
      .getByRole("status")
      .getByText(/24 hours/)
      .waitFor();
    expect(await page.getByRole("textbox", { name: "Message", exact: true }).count()).toBe(0);
  });

  test("has the list and the thread on separate screens of a phone", async () => {
    const bot = await startBot();
    await say(bot, "Hello");
    const page = await openPage(bot, { path: "conversations", width: 390, height: 844 });
    const list = page.getByRole("region", { name: "List of conversations" });
    await list.getByText("Ada Lovelace").click();
    await log(page).waitFor();
    await becomes(() => list.isVisible(), false);
    expect(await page.getByRole("navigation").isVisible()).toBe(false);
    expect(await log(page).boundingBox()).toMatchObject({ x: 0, width: 390 });
    await page.getByRole("link", { name: "Back to the list" }).click();
    await list.waitFor();
  });
});
