import { expect, test } from "bun:test";
import type { Page } from "playwright-core";
import { ADA, BOB } from "../../harness.ts";
import { patientModel } from "../../patient-model.ts";
import {
  adminStories,
  button,
  enterAs,
  MARA,
  openPage,
  say,
  shows,
  startBot,
} from "./admin-stories.ts";
import { becomes } from "../becomes.ts";

const log = (page: Page) => page.getByRole("log");
const field = (page: Page) => page.getByRole("textbox", { name: "Message", exact: true });

adminStories("an owner who takes over", () => {
  test("writes by keyboard, sees the ticks, and hands back to the bot", async () => {
    const bot = await startBot({}, { twilio: { callbacks: "none" } });
    await say(bot, "Where is my parcel?");
    const page = await openPage(bot, { path: "conversations/1" });
    await button(page, "Take over").focus();
    await page.keyboard.press("Enter");
    await page.locator("textarea:focus").waitFor();
    // WhatsApp's day, less a few minutes for the way.
    await shows(page, /23 h 5\d min left to write/);
    await page.keyboard.type("Good morning Ada");
    await page.keyboard.press("Shift+Enter");
    await page.keyboard.type("Mara here");
    await page.keyboard.press("Enter");
    const bubble = log(page).locator(".bubble").filter({ hasText: "Mara here" });
    await bubble.waitFor();
    await becomes(() => field(page).inputValue(), "");
    await bot.settle(1_500);
    await bubble.getByRole("img", { name: "Sent", exact: true }).waitFor();
    await bot.twilio.reportStatus(bot.twilio.journal.messages.at(-1)?.sid ?? "", "read");
    await bot.settle(1_500);
    await bubble.getByRole("img", { name: "Read" }).waitFor();
    expect(bot.sent(ADA).at(-1)).toBe("Good morning Ada\nMara here");
    await say(bot, "Thank you!");
    await log(page).getByText("Thank you!").waitFor();
    expect(bot.sent(ADA)).toHaveLength(2);
    await button(page, "Hand back").click();
    await shows(page, "The bot answers again.");
    await say(bot, "Bye");
    expect(bot.sent(ADA).at(-1)).toBe("Here I am.");
    await log(page).getByText("Here I am.").nth(1).waitFor();
  });

  test("while the model works has its answer never sent, and writes in its place", async () => {
    const { model, calls, begun } = patientModel();
    const bot = await startBot({}, { model: () => model });
    await bot.twilio.sendText({ from: ADA, body: "Where is my parcel?" });
    await begun(1);
    const page = await openPage(bot, { path: "conversations/1" });
    await button(page, "Take over").click();
    await field(page).fill("It left Lisbon this morning.");
    await field(page).press("Enter");
    await log(page).getByText("It left Lisbon").waitFor();
    calls[0]?.answer("It is lost.");
    await bot.settle(120_000);
    expect(bot.sent(ADA)).toEqual(["It left Lisbon this morning."]);
    await log(page).getByRole("img", { name: "Delivered" }).waitFor();
    expect(await log(page).getByText("It is lost.").count()).toBe(0);
  });

  test("is asked whether to take it from another owner, whose page then shows it", async () => {
    const bot = await startBot({ ADMIN_USERS: `${MARA},${BOB}` });
    await say(bot, "Is a human there?");
    const mara = await enterAs(bot, MARA);
    const bob = await enterAs(bot, BOB);
    for (const page of [mara, bob]) {
      await page.goto(`${bot.origin}/admin#/conversations/1`);
      await shows(page, "The bot answers here.");
    }
    // Both pages still offer it.
    await bob.route("**/conversations/1?*", (route) => route.abort());
    await button(mara, "Take over").click();
    await shows(mara, "You have taken over");
    await button(bob, "Take over").click();
    await shows(bob, `${MARA.replace("whatsapp:", "")} has this conversation.`);
    await bob.unroute("**/conversations/1?*");
    await bot.settle(1_500);
    await shows(bob, `${MARA.replace("whatsapp:", "")} has taken over; the bot is silent.`);
    await button(bob, "Take over").click();
    await shows(bob, "You have taken over");
    await field(bob).fill("Bob here.");
    await field(bob).press("Enter");
    await log(bob).getByText("Bob here.").waitFor();
    await bot.settle(1_500);
    const bobs = log(mara).locator(".bubble").filter({ hasText: "Bob here." });
    await bobs.waitFor();
    const name = BOB.replace("whatsapp:", "");
    expect(await bobs.locator(".author").innerText()).toBe(name);
    await mara.locator(".conversation").getByText(`${name}: Bob here.`).waitFor();
    expect(await log(bob).locator(".bubble .author").last().innerText()).toBe("You");
    await shows(mara, `${BOB.replace("whatsapp:", "")} has taken over; the bot is silent.`);
    await becomes(() => field(mara).count(), 0);
  });
});
