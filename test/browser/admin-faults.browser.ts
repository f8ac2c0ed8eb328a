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
import { emptyData } from "./admin/admin-data.ts";
import { type FakeAdmin, startFakeAdmin } from "./admin/fake-admin.ts";
import { fullData } from "./admin/full-data.ts";
import { hostileData } from "./admin/hostile-data.ts";
import { findAxeViolations, openAdmin } from "./admin/open-admin.ts";
import { launchBrowser, whyNoBrowser } from "./chromium.ts";

setDefaultTimeout(60_000);

let browser: Browser;
let fake: FakeAdmin;

const PATHS = [
  "now",
  "conversations",
  "conversations/1",
  "users",
  "users/1",
  "costs",
  "documents",
  "channels",
  "settings",
  "log",
  "backup",
  "audit",
];

describe.skipIf(whyNoBrowser !== null)("when something is wrong, an owner", () => {
  beforeAll(async () => {
    fake = startFakeAdmin(fullData());
    browser = await launchBrowser();
  });
  beforeEach(() => {
    Object.assign(fake.data, fullData());
    fake.changes.length = 0;
    fake.refusals.clear();
    fake.connect();
  });
  afterAll(async () => {
    await browser?.close();
    await fake?.stop();
  });

  test("sees scripts of users as text, wherever they stand", async () => {
    Object.assign(fake.data, hostileData());
    const { page, complaints } = await openAdmin(browser, fake);
    for (const path of PATHS) {
      await page.goto(`${fake.url}#/${path}`);
      await page.getByText("<img src=x").filter({ visible: true }).first().waitFor();
      expect(await page.locator("[onerror], [src='x'], main script").count()).toBe(0);
    }
    await page.goto(`${fake.url}#/conversations/1`);
    const bubble = page.locator(".bubble").last();
    await bubble.hover();
    await bubble.getByRole("button", { name: "What happened to this message" }).click();
    await page.getByRole("dialog").getByText("<img src=x").first().waitFor();
    expect(await page.locator("a[href^='javascript']").count()).toBe(0);
    expect(await page.evaluate("'hacked' in window")).toBe(false);
    expect(complaints).toEqual([]);
    await page.close();
  });

  test("runs no script that gets into the page all the same", async () => {
    const { page } = await openAdmin(browser, fake);
    await page.getByText("Running with problems").waitFor();
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
    await page.close();
  });

  test("reads how to get a new link once the session is over", async () => {
    const { page } = await openAdmin(browser, fake, { path: "users" });
    await page.getByText("Amelia Thornton-Whitfield").waitFor();
    fake.refusals.set("GET /", () => Response.json({ error: "No session." }, { status: 401 }));
    await page.getByRole("button", { name: "Blocked" }).click();
    await page.getByRole("heading", { name: "You are signed out" }).waitFor();
    await page.getByText("whatsapp-ai-bot admin-link").waitFor();
    expect(await page.content()).not.toContain("Amelia");
    expect(await findAxeViolations(page)).toEqual([]);
    await page.close();
  });

  test("signs out here, and everywhere", async () => {
    for (const [name, path] of [
      ["Sign out", "/sign-out"],
      ["Sign out everywhere", "/sign-out-everywhere"],
    ] as const) {
      const { page } = await openAdmin(browser, fake);
      await page.getByRole("button", { name: "Session: sign out" }).click();
      await page.getByRole("button", { name, exact: true }).click();
      await page.getByRole("heading", { name: "You are signed out" }).waitFor();
      expect(fake.changes.at(-1)).toMatchObject({ method: "POST", path });
      await page.close();
    }
  });

  test("reads what failed, tries again, and goes on", async () => {
    fake.refusals.set("GET /users", () => new Response("no", { status: 500 }));
    const { page } = await openAdmin(browser, fake, { path: "users" });
    await page.getByRole("alert").getByText("The bot could not answer (500).").waitFor();
    fake.refusals.clear();
    await page.getByRole("button", { name: "Try again" }).click();
    await page.getByText("Amelia Thornton-Whitfield").waitFor();
    expect(await page.getByRole("alert").count()).toBe(0);
    await page.close();
  });

  test("keeps what is known while offline, and is up to date afterwards", async () => {
    const { page } = await openAdmin(browser, fake);
    await page.getByRole("img", { name: "Live" }).waitFor();
    await page.context().setOffline(true);
    fake.disconnect();
    await page.getByText("No live connection to the bot.").waitFor();
    await page.getByText("Running with problems").waitFor();
    fake.data.now = { ...fake.data.now, state: "running", waitingForHuman: 7 };
    fake.connect();
    await page.context().setOffline(false);
    await page.getByText("7 users ask for a human").waitFor();
    await page.getByText("No live connection to the bot.").waitFor({
      state: "detached",
    });
    await page.close();
  });

  test("is up to date without a stream, by reading again from time to time", async () => {
    fake.disconnect();
    const { page } = await openAdmin(browser, fake);
    await page.getByText("No live connection to the bot.").waitFor();
    fake.data.now = { ...fake.data.now, waitingForHuman: 9 };
    await page.getByText("9 users ask for a human").waitFor();
    await page.close();
  });

  test("cannot enter twice with a link, and reads so", async () => {
    const { page } = await openAdmin(browser, fake);
    await page.goto(`${fake.url}/enter#used`);
    await page.getByRole("button", { name: "Enter" }).click();
    await page.getByText("This link was used already.").waitFor();
    expect(page.url()).toBe(`${fake.url}/enter`);
    expect(await findAxeViolations(page)).toEqual([]);
    await page.goto("about:blank");
    await page.goto(`${fake.url}/enter`);
    await page.getByText("This address lacks the part that lets you in.").waitFor();
    await page.close();
  });

  test("enters with a link, by its button if the bot was down for a moment", async () => {
    fake.refusals.set("POST /enter", () => new Response("no", { status: 502 }));
    const { page } = await openAdmin(browser, fake);
    await page.goto(`${fake.url}/enter#good`);
    await page.getByText("This link lets you in once").waitFor();
    expect(fake.changes).toEqual([]);
    await page.getByRole("button", { name: "Enter" }).click();
    await page.getByText("The bot could not answer (502).").waitFor();
    fake.refusals.clear();
    await page.getByRole("button", { name: "Enter" }).click();
    await page.getByText("Running with problems").waitFor();
    expect(page.url()).toBe(fake.url);
    expect(fake.changes).toMatchObject([{ body: { token: "good" } }, { body: { token: "good" } }]);
    await page.close();
  });

  test("knows what to do next with an empty database", async () => {
    Object.assign(fake.data, emptyData());
    const { page } = await openAdmin(browser, fake);
    await page.getByRole("link", { name: "Connect a channel" }).click();
    await page.getByText("The webhook’s address is entered at the sender").waitFor();
    await page.getByRole("img", { name: "To do" }).first().waitFor();
    await page.close();
  });
});
