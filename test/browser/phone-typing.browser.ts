import {
  afterAll,
  beforeAll,
  beforeEach,
  describe,
  expect,
  setDefaultTimeout,
  test,
} from "bun:test";
import type { Browser, Page } from "playwright-core";
import { type Demo, startDemo } from "../start-demo.ts";
import { becomes } from "./becomes.ts";
import { launchBrowser, whyNoBrowser } from "./chromium.ts";

setDefaultTimeout(60_000);

let demo: Demo;
let browser: Browser;
let page: Page;

const phone = () => page.getByRole("region", { name: "Ada's phone" });
const field = () => phone().getByLabel("Message", { exact: true });

/** Writes from the phone, and returns the next thing that the bot says. */
async function answered(text: string): Promise<string> {
  const answers = phone().locator(".bubble[data-side=bot]");
  const before = await answers.count();
  await field().fill(text);
  await field().press("Enter");
  return answers.nth(before).innerText();
}

describe.skipIf(whyNoBrowser !== null)("while the bot is at work, a user of the phone", () => {
  beforeAll(async () => {
    demo = await startDemo();
    browser = await launchBrowser();
  });
  beforeEach(async () => {
    page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    page.setDefaultTimeout(20_000);
    await page.goto(demo.url);
    await phone().waitFor();
  });
  afterAll(async () => {
    await browser?.close();
    await demo?.stop();
  });

  test("puts emoji where the cursor is, one after the other", async () => {
    await field().fill("Well  done");
    await field().evaluate((it: { setSelectionRange(from: number, to: number): void }) =>
      it.setSelectionRange(5, 5),
    );
    await phone().getByRole("button", { name: "Emoji", exact: true }).click();
    for (const name of ["🎉", "🔥"])
      await phone().getByRole("button", { name, exact: true }).click();
    expect(await field().inputValue()).toBe("Well 🎉🔥 done");
  });

  test("reads earlier messages on when the bot begins to type", async () => {
    // The events that it types are held back until the reader is elsewhere.
    await page.addInitScript(`{
      const held = (window.held = []);
      window.EventSource = class extends EventSource {
        addEventListener(name, listener) {
          super.addEventListener(name, (event) => {
            const tell = () => listener(event);
            if (name === "change" && "typing" in JSON.parse(event.data)) held.push(tell);
            else tell();
          });
        }
      };
    }`);
    await page.reload();
    for (const text of ["Tell me a joke", "Tell me a joke", "Tell me a joke"]) await answered(text);
    await page.evaluate("held.splice(0).forEach((tell) => tell())");
    const log = phone().getByRole("log");
    await field().fill("Tell me a long story");
    await field().press("Enter");
    await phone().locator(".bubble").getByText("Tell me a long story").waitFor();
    await log.evaluate((it: { scrollTo(x: number, y: number): void }) => it.scrollTo(0, 0));
    await phone().getByRole("button", { name: "To the newest message" }).waitFor();
    await becomes(() => page.evaluate("held.length > 0"), true);
    await page.evaluate("held.shift()()");
    await phone()
      .getByRole("status", { name: /is typing/ })
      .waitFor({ state: "attached" });
    expect(await log.evaluate((it: { scrollTop: number }) => it.scrollTop)).toBe(0);
  });

  test("switches the microphone on once with two clicks, and off again", async () => {
    await page.evaluate(`(() => {
      const media = navigator.mediaDevices;
      const real = media.getUserMedia.bind(media);
      window.tracks = [];
      media.getUserMedia = async (wanted) => {
        await new Promise((resolve) => { window.allow = resolve; });
        const stream = await real(wanted);
        window.tracks.push(...stream.getTracks());
        return stream;
      };
    })()`);
    const record = phone().getByRole("button", { name: "Record a voice note" });
    await record.click();
    const first = await page.evaluateHandle("window.allow");
    await record.click();
    await first.evaluate((allow: () => void) => allow());
    await page.evaluate("window.allow()");
    await phone().getByRole("button", { name: "Discard the recording" }).click();
    await record.waitFor();
    await becomes(() => page.evaluate("window.tracks.map((one) => one.readyState)"), ["ended"]);
  });

  test("closes the choice of models and is at the button that opened it", async () => {
    await page.getByRole("banner").getByRole("button", { name: "Connect a model" }).click();
    const panel = page.getByRole("dialog", { name: "Model" });
    await panel.getByRole("button", { name: "Close" }).press("Enter");
    await panel.waitFor({ state: "detached" });
    await page.locator("button:focus").getByText("Connect a model").waitFor();
  });
});
