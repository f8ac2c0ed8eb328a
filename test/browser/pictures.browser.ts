import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import type { Browser, Locator, Page } from "playwright-core";
import { type Demo, startDemo } from "../start-demo.ts";
import { launchBrowser, whyNoBrowser } from "./chromium.ts";
import { samplePhoto } from "./samples.ts";

setDefaultTimeout(60_000);

let demo: Demo;
let browser: Browser;
let page: Page;

const phone = () => page.getByRole("region", { name: "Ada's phone" });
const answers = (): Locator => phone().locator(".bubble[data-side=bot]");

const button = (name: string): Locator => phone().getByRole("button", { name, exact: true });

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

  test("sees a narrow picture as wide as the words below it", async () => {
    await button("Attach").click();
    const file = samplePhoto(300, 900, [200, 100, 50]);
    await phone()
      .locator('input[data-kind="Photo or video"]')
      .setInputFiles({ name: "tower.png", mimeType: "image/png", buffer: file });
    await phone().getByLabel("Message", { exact: true }).fill("The tower above the harbour");
    await button("Send").click();
    const mine = phone().locator(".bubble[data-side=me]").filter({ hasText: "The tower" });
    const bubble = await mine.locator(".body").boundingBox();
    const picture = await mine.locator(".picture img").boundingBox();
    // The same narrow edge on both sides.
    expect((bubble?.width ?? 0) - (picture?.width ?? 0)).toBeCloseTo(8, 0);
  });
});
