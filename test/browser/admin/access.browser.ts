import { expect, test } from "bun:test";
import type { TestApp } from "../../harness.ts";
import { terminalLink } from "../../admin-client.ts";
import {
  adminStories,
  button,
  enterAs,
  findAxeViolations,
  linkOf,
  openPage,
  say,
  shows,
  startBot,
  visit,
} from "./admin-stories.ts";

const SIGNED_OUT = "You are signed out";
const actions = (bot: TestApp) =>
  bot.rows<{ action: string }>("SELECT action FROM admin_audit ORDER BY id");

adminStories("an owner with a link", () => {
  test("enters once, by the button alone, and leaves no trace of the token", async () => {
    const bot = await startBot();
    const link = await linkOf(bot);
    const page = await openPage(bot, { link });
    await shows(page, "This link lets you in once");
    expect(page.url()).toBe(`${bot.origin}/admin/enter`);
    expect(await actions(bot)).toEqual([]);
    await button(page, "Enter").click();
    await shows(page, "Running");
    expect(page.url()).toBe(`${bot.origin}/admin`);
    await visit(page, bot, "audit", "signed in");
    // By the owner's number, without the scheme that it is stored with.
    await page
      .locator(".audit bdi")
      .getByText(/^\+\d+$/)
      .waitFor();
    const other = await openPage(bot, { link });
    await button(other, "Enter").click();
    await shows(other, "This link has expired or was used already.");
    expect(await findAxeViolations(other)).toEqual([]);
    await other.goto(`${bot.origin}/admin/icon.svg`);
    await other.goto(`${bot.origin}/admin/enter`);
    await shows(other, "This address lacks the part that lets you in.");
  });

  test("is not let in by one that is older than five minutes", async () => {
    const bot = await startBot();
    const page = await openPage(bot, { link: await linkOf(bot) });
    bot.clock.jump(5 * 60_000);
    await button(page, "Enter").click();
    await shows(page, "This link has expired or was used already.");
    expect(await page.context().cookies()).toEqual([]);
  });

  test("enters by the button again if the bot was down for a moment", async () => {
    const bot = await startBot();
    const page = await openPage(bot, { link: await terminalLink(bot) });
    await page.route("**/enter", (route) => route.fulfill({ status: 502 }));
    await button(page, "Enter").click();
    await shows(page, "The bot could not answer (502).");
    await page.unroute("**/enter");
    await button(page, "Enter").click();
    await shows(page, "Running");
  });
});

adminStories("a session", () => {
  test("is over once it is signed out, also for the cookie that a thief kept", async () => {
    const bot = await startBot();
    await say(bot, "Hello");
    const page = await enterAs(bot);
    await visit(page, bot, "users", "Ada Lovelace");
    await visit(page, bot, "conversations/1", "Here I am.");
    const kept = await page.context().cookies();
    await button(page, "Session: sign out").click();
    await button(page, "Sign out").click();
    await shows(page, SIGNED_OUT);
    expect(await page.content()).not.toContain("Ada");
    await shows(page, "whatsapp-ai-bot admin-link");
    expect(await findAxeViolations(page)).toEqual([]);
    expect(await page.context().cookies()).toEqual([]);
    await page.context().addCookies(kept);
    await page.reload();
    await shows(page, SIGNED_OUT);
  });

  test("ends on every device of the owner who signs out everywhere, at once where one is open", async () => {
    const bot = await startBot();
    const [one, two] = [await enterAs(bot), await enterAs(bot)];
    await two.getByRole("img", { name: "Live" }).waitFor();
    await button(one, "Session: sign out").click();
    await button(one, "Sign out everywhere").click();
    await shows(one, SIGNED_OUT);
    await shows(two, "No live connection to the bot.");
    await two.clock.fastForward(10_000);
    await shows(two, SIGNED_OUT);
  });

  test("is of no use to another site, nor to another program of this machine", async () => {
    const bot = await startBot();
    await say(bot, "Hello");
    const page = await enterAs(bot);
    const before = await actions(bot);
    const attack = `<iframe src="${bot.origin}/admin"></iframe>
      <form method="post" enctype="text/plain" target="frame"
        action="${bot.origin}/admin/api/conversations/1/take-over"><input name='{"force":true,"' value='":1}'></form>
      <iframe name="frame"></iframe>
      <script>
        const send = (path, body) => fetch("${bot.origin}/admin/api/" + path,
          { method: "POST", mode: "no-cors", credentials: "include", body });
        document.forms[0].submit();
        window.done = Promise.all([send("sign-out-everywhere"), send("conversations/1/take-over", "{}"),
          send("messages", '{"to":1,"text":"Send money"}'),
          fetch("${bot.origin}/admin/api/users", { credentials: "include" }).then(
            () => "read", () => "refused")]).then((all) => all.at(-1));
      </script>`;
    const html = { headers: { "content-type": "text/html" } };
    const server = Bun.serve({
      port: 0,
      hostname: "0.0.0.0",
      fetch: () => new Response(attack, html),
    });
    // The latter is the same site, so that its requests carry the cookie.
    for (const host of ["localhost", "127.0.0.1"]) {
      const evil = await page.context().newPage();
      await evil.goto(`http://${host}:${server.port}`);
      expect(await evil.evaluate("window.done")).toBe("refused");
      expect(await evil.frameLocator("iframe").first().getByText("Last hour").count()).toBe(0);
    }
    await server.stop(true);
    await bot.settle(5_000);
    expect(await actions(bot)).toEqual(before);
    expect(bot.sent()).not.toContain("Send money");
    await page.reload();
    await visit(page, bot, "conversations/1", "The bot answers here.");
  });
});
