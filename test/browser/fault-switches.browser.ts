import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import type { Browser, Page } from "playwright-core";
import { type Demo, startDemo } from "../start-demo.ts";
import { launchBrowser, whyNoBrowser } from "./chromium.ts";
import { phonesOn } from "./phones-on.ts";

setDefaultTimeout(60_000);

let demo: Demo;
let browser: Browser;
let page: Page;
const { botBubbles, typing, write, answered } = phonesOn(() => page);

describe.skipIf(whyNoBrowser !== null)("a user who switches Twilio's faults on", () => {
  beforeAll(async () => {
    demo = await startDemo();
    browser = await launchBrowser();
    page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    page.setDefaultTimeout(20_000);
    await page.goto(demo.url);
  });
  afterAll(async () => {
    await browser?.close();
    await demo?.stop();
  });

  test("makes Twilio fail once, sees the bot recover, and finds the failure behind the message", async () => {
    const fault = page.getByRole("switch", { name: "429" });
    await fault.check();
    const [answer] = await answered("Ben", () => write("Ben", "Are you there?"));
    expect(answer).toContain("Yes, I’m here.");
    expect(await fault.isChecked()).toBe(false);
    await botBubbles("Ben").first().hover();
    await botBubbles("Ben").first().getByRole("button", { name: "Look behind" }).click();
    const drawer = page.getByRole("complementary", { name: "Behind the scenes" });
    const sends = drawer.locator(".exchange").filter({ hasText: "Sends a message" });
    await sends.nth(1).waitFor();
    expect(await sends.locator(".code").allInnerTexts()).toEqual(["429", "201"]);
    await sends.first().locator("summary").click();
    expect(await sends.first().innerText()).toContain("Too Many Requests");
    expect(await sends.first().innerText()).toContain("The bot waits and sends it again.");
  });

  test("keeps a switch as it was put while the server has yet to hear of it", async () => {
    const fault = page.getByRole("switch", { name: "429" });
    const held = Promise.withResolvers<void>();
    await page.route("**/simulator/faults", async (route) => {
      await held.promise;
      await route.continue();
    });
    await fault.check();
    await answered("Ada", () => write("Ada", "Good morning"));
    expect(await fault.isChecked()).toBe(true);
    const heard = page.waitForResponse("**/simulator/faults");
    held.resolve();
    await heard;
    await page.unroute("**/simulator/faults");
    expect(await fault.isChecked()).toBe(true);
    await fault.uncheck();
    const [answer] = await answered("Ada", () => write("Ada", "Thank you"));
    expect(answer).not.toContain("Not sent.");
    expect(await fault.isChecked()).toBe(false);
  });

  test("sees a refused answer as a bubble, with its reason and its exchanges", async () => {
    await page.getByRole("switch", { name: "Window closed" }).check();
    const [refused] = await answered("Ben", () => write("Ben", "Tell me a joke"));
    expect(refused).toContain("Not sent. 63016: More than 24 hours have passed");
    expect(await typing("Ben").count()).toBe(0);
    const bubble = botBubbles("Ben").last();
    await bubble.getByRole("img", { name: "Not delivered" }).waitFor();
    await bubble.hover();
    await bubble.getByRole("button", { name: "Look behind" }).click();
    const drawer = page.getByRole("complementary", { name: "Behind the scenes" });
    const sends = drawer.locator(".exchange");
    expect(await sends.locator(".code").allInnerTexts()).toEqual(["400"]);
    expect(await sends.innerText()).toContain("WhatsApp lets a bot answer only within 24 hours");
  });
});
