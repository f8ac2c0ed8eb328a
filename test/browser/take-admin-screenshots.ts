import type { Page } from "playwright-core";
import { startFakeAdmin } from "./admin/fake-admin.ts";
import { fullData } from "./admin/full-data.ts";
import { openAdmin } from "./admin/open-admin.ts";
import { launchBrowser } from "./chromium.ts";

// bun test/browser/take-admin-screenshots.ts [folder]: the pictures of the owner's page in the docs.

const folder = process.argv[2] ?? "docs/images";
const fake = startFakeAdmin(fullData());
const browser = await launchBrowser();

async function take(
  name: string,
  options: Parameters<typeof openAdmin>[2],
  prepare: (page: Page) => Promise<unknown>,
): Promise<void> {
  const { page } = await openAdmin(browser, fake, options);
  await prepare(page);
  await page.screenshot({ path: `${folder}/${name}.png` });
  await page.close();
}

const showOrder = async (page: Page) => {
  await page.locator(".bubble").last().waitFor();
  await page.evaluate(
    "[...document.querySelectorAll('pre')].at(-1).closest('.bubble').scrollIntoView({ block: 'end' })",
  );
  await page.getByText("0:07").waitFor();
};

try {
  const size = { width: 1280, height: 800 };
  await take("admin-now", { ...size, path: "now" }, (page) =>
    page.getByText("price-list-2025.pdf").waitFor(),
  );
  await take("admin-conversation", { ...size, path: "conversations/1" }, showOrder);
  const phone = { width: 390, height: 780, theme: "dark", path: "conversations/1" } as const;
  await take("admin-phone", phone, (page) => page.locator(".bubble").last().waitFor());
} finally {
  await browser.close();
  await fake.stop();
}
