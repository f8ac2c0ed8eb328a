import { join } from "node:path";
import type { Locator } from "playwright-core";
import { startDemo } from "../start-demo.ts";
import { launchBrowser } from "./chromium.ts";

// Takes the README's picture anew: bun test/browser/take-screenshot.ts [light|dark]. Make it smaller
// with optipng before it is committed.
const OUTPUT = join(import.meta.dir, "../../docs/images/simulator.png");
const colorScheme = process.argv[2] === "dark" ? "dark" : "light";

const demo = await startDemo();
const browser = await launchBrowser();
try {
  const viewport = { width: 1280, height: 790 };
  const page = await browser.newPage({ viewport, colorScheme, locale: "en-GB" });
  await page.goto(demo.url);
  const phone = (name: string): Locator => page.getByRole("region", { name: `${name}'s phone` });
  const answers = (name: string): Locator => phone(name).locator(".bubble[data-side=bot]");

  async function say(name: string, text: string): Promise<void> {
    const before = await answers(name).count();
    await phone(name).getByLabel("Message", { exact: true }).fill(text);
    await phone(name).getByRole("button", { name: "Send", exact: true }).click();
    await answers(name).nth(before).waitFor();
  }

  const lease =
    "Lease of 12 Harbour Street\nMonthly rent: 900 EUR\nDeposit: two rents, 1,800 EUR\n";
  await phone("Ben").getByRole("button", { name: "Attach" }).click();
  await phone("Ben")
    .locator('input[data-kind="Document"]')
    .setInputFiles({ name: "lease.txt", mimeType: "text/plain", buffer: Buffer.from(lease) });
  await phone("Ben").getByRole("button", { name: "Send", exact: true }).click();
  await answers("Ben").first().waitFor();
  await say("Ben", "How much is the deposit?");
  await page.getByRole("switch", { name: "Busy" }).check();
  await say("Ada", "Hello! 👋 What can you do?");
  await answers("Ada").first().hover();
  await answers("Ada").first().getByRole("button", { name: "Reply" }).click();
  await phone("Ada").getByLabel("Message", { exact: true }).fill("Is any of this _real_? 🤔");
  await phone("Ada").getByLabel("Message", { exact: true }).press("Enter");
  await phone("Ada")
    .getByRole("status", { name: /is typing/ })
    .waitFor();
  await page.mouse.move(0, 0);
  // The dots are at the height of their jump.
  await page.waitForTimeout(500);
  await page.screenshot({ path: OUTPUT });
} finally {
  await browser.close();
  await demo.stop();
}
