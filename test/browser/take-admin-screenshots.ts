import type { Page } from "playwright-core";
import { openBrowser, openPage, PAGES, shows } from "./admin/admin-stories.ts";
import { startBakery } from "./admin/bakery.ts";

// bun test/browser/take-admin-screenshots.ts [folder]: the pictures of the owner's page in the docs;
// with a folder, every page at three widths in both themes instead.

const folder = process.argv[2];
const bot = await startBakery();
const browser = await openBrowser();

async function take(
  path: string,
  options: NonNullable<Parameters<typeof openPage>[1]>,
  prepare: (page: Page) => Promise<unknown>,
): Promise<void> {
  const page = await openPage(bot, options);
  await prepare(page);
  await page.screenshot({ path });
  await page.context().close();
}

const showOrder = async (page: Page) => {
  await page.locator(".bubble").last().waitFor();
  await page.evaluate(
    "[...document.querySelectorAll('pre')].at(-1).closest('.bubble').scrollIntoView({ block: 'end' })",
  );
  await shows(page, "0:04");
};

try {
  if (folder === undefined) {
    const size = { width: 1280, height: 800 };
    await take("docs/images/admin-now.png", { ...size, path: "now" }, (page) =>
      shows(page, "63016"),
    );
    const conversation = { ...size, path: "conversations/1" };
    await take("docs/images/admin-conversation.png", conversation, showOrder);
    const phone = { width: 390, height: 780, theme: "dark", path: "conversations/1" } as const;
    await take("docs/images/admin-phone.png", phone, (page) =>
      page.locator(".bubble").last().waitFor(),
    );
  } else {
    for (const theme of ["light", "dark"] as const) {
      for (const [width, height] of [
        [360, 780],
        [768, 1024],
        [1920, 1080],
      ] as const) {
        for (const [path, text] of PAGES) {
          const file = `${folder}/${path.replace("/", "-")}-${width}-${theme}.png`;
          await take(file, { width, height, theme, path }, (page) => shows(page, text));
        }
      }
    }
  }
} finally {
  await browser.close();
  await bot.stop();
}
