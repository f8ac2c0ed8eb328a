import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import type { Browser, Locator, Page } from "playwright-core";
import { type Demo, startDemo } from "../start-demo.ts";
import { launchBrowser, whyNoBrowser } from "./chromium.ts";

setDefaultTimeout(60_000);

let demo: Demo;
let browser: Browser;
let page: Page;

const phone = () => page.getByRole("region", { name: "Ada's phone" });
const answers = (): Locator => phone().locator(".bubble[data-side=bot]");

/** Writes this, and returns the bot's next message. */
async function ask(text: string): Promise<Locator> {
  const before = await answers().count();
  await phone().getByLabel("Message", { exact: true }).fill(text);
  await phone().getByLabel("Message", { exact: true }).press("Enter");
  await answers().nth(before).waitFor();
  return answers().nth(before);
}

const widthOf = (bubble: Locator) =>
  bubble.locator(".picture img").evaluate(async (image) => {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the selector names its element.
    const picture = image as unknown as { decode(): Promise<void>; naturalWidth: number };
    await picture.decode();
    return picture.naturalWidth;
  });

describe.skipIf(whyNoBrowser !== null)("a user who asks for a picture in the demo", () => {
  beforeAll(async () => {
    demo = await startDemo();
    browser = await launchBrowser();
    page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
    page.setDefaultTimeout(20_000);
    await page.goto(demo.url);
  });
  afterAll(async () => {
    await browser?.close();
    await demo?.stop();
  });

  test("sees it with its caption in one message, and then what it looks like in winter", async () => {
    const house = await ask("Draw me a house by a lake");
    expect(await house.innerText()).toContain("a house by a lake");
    expect(await widthOf(house)).toBe(640);
    const winter = await ask("make it look like winter");
    expect(await winter.innerText()).toContain("I have changed it");
    expect(await widthOf(winter)).toBe(640);
    expect(await answers().count()).toBe(2);
  });
});
