import { test } from "bun:test";
import { adminStories, button, openPage, say, shows, startBot } from "./admin-stories.ts";
import { becomes } from "../becomes.ts";

const NO_STREAM = "No live connection to the bot.";

// Faults that lie between the page and the bot: the responses are replaced on their way.
adminStories("when the bot cannot be reached, an owner", () => {
  test("reads what failed, tries again, and goes on", async () => {
    const bot = await startBot();
    await say(bot, "Hello");
    const page = await openPage(bot);
    await shows(page, "Running");
    await page.route("**/api/users?*", (route) => route.fulfill({ status: 500 }));
    await page.getByRole("link", { name: "Users", exact: true }).click();
    await page.getByRole("alert").getByText("The bot could not answer (500).").waitFor();
    await page.unroute("**/api/users?*");
    await button(page, "Try again").click();
    await shows(page, "Ada Lovelace");
    await becomes(() => page.getByRole("alert").count(), 0);
  });

  test("keeps what is known while offline, and is up to date afterwards", async () => {
    const bot = await startBot();
    await say(bot, "Hello");
    const page = await openPage(bot);
    await shows(page, "1 message, all answered");
    await page.getByRole("img", { name: "Live" }).waitFor();
    await page.context().setOffline(true);
    await page.route("**/api/events", (route) => route.abort());
    await bot.restart({ PORT: new URL(bot.origin).port });
    await shows(page, NO_STREAM);
    await shows(page, "1 message, all answered");
    await say(bot, "/human");
    await page.unroute("**/api/events");
    await page.context().setOffline(false);
    await shows(page, "1 user asks for a human");
    await page.getByText(NO_STREAM).waitFor({ state: "detached" });
  });

  test("is up to date without a stream, by reading again from time to time", async () => {
    const bot = await startBot();
    const page = await openPage(bot, { path: "channels" });
    await page.route("**/api/events", (route) => route.fulfill({ status: 503 }));
    await page.goto(`${bot.origin}/admin#/now`);
    await page.reload();
    await shows(page, NO_STREAM);
    await say(bot, "/human");
    await page.clock.fastForward(10_000);
    await shows(page, "1 user asks for a human");
  });
});
