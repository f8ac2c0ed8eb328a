import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { join } from "node:path";
import type { Browser, Locator, Page } from "playwright-core";
import { type Demo, startDemo } from "../start-demo.ts";
import { launchBrowser, whyNoBrowser } from "./chromium.ts";

setDefaultTimeout(60_000);

/** The folder for screenshots, to look at; none are taken without it. */
const SHOTS = process.env["SHOTS"];

let demo: Demo;
let browser: Browser;

/** A phone of its own, and what its user does with it. */
async function aPhone(width: number, colorScheme: "light" | "dark") {
  const page: Page = await browser.newPage({ viewport: { width, height: 844 }, colorScheme });
  page.setDefaultTimeout(20_000);
  await page.goto(demo.url);
  const phone = page.getByRole("region", { name: "Ada's phone" });
  const answers = phone.locator(".bubble[data-side=bot]");

  async function answered(act: () => Promise<void>): Promise<Locator> {
    await phone.waitFor();
    const before = await answers.count();
    await act();
    await answers.nth(before).waitFor();
    return answers.nth(before);
  }

  return {
    page,
    phone,
    answered,
    write: (text: string) =>
      answered(async () => {
        await phone.getByLabel("Message", { exact: true }).fill(text);
        await page.keyboard.press("Enter");
      }),
  };
}

const groupIn = (answer: Locator) => answer.getByRole("group", { name: "Answers to tap" });

describe.skipIf(whyNoBrowser !== null)("a user with buttons below a message", () => {
  beforeAll(async () => {
    demo = await startDemo();
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await demo?.stop();
  });

  test("taps one by keyboard, and reads it as a message of their own", async () => {
    const { page, phone, write, answered } = await aPhone(390, "light");
    const group = groupIn(await write("/forget"));
    const buttons = group.getByRole("button");
    expect(await buttons.allInnerTexts()).toEqual(["Yes, erase it all", "No, keep it"]);
    const kept = await answered(async () => {
      await buttons.first().focus();
      await page.keyboard.press("Tab");
      await page.keyboard.press("Enter");
    });
    expect(await kept.innerText()).toContain("Everything stays as it was.");
    const mine = phone.locator(".bubble[data-side=me]").last();
    expect(await mine.locator(".text").innerText()).toBe("No, keep it");
    await page.close();
  });

  test.each([
    [390, "light"],
    [390, "dark"],
    [1280, "light"],
    [1280, "dark"],
  ] as const)("sees them as wide as the bubble on %d pixels, %s", async (width, scheme) => {
    const { page, write } = await aPhone(width, scheme);
    const answer = await write("/language");
    const [box, button] = await Promise.all([
      answer.locator(".body").boundingBox(),
      groupIn(answer).getByRole("button").last().boundingBox(),
    ]);
    expect(button?.width).toBe(box?.width ?? 0);
    expect(button?.height ?? 0).toBeGreaterThanOrEqual(40);
    await write("/forget");
    if (SHOTS) await page.screenshot({ path: join(SHOTS, `buttons-${width}-${scheme}.png`) });
    await page.close();
  });
});
