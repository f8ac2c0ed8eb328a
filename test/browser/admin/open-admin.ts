import { readFileSync } from "node:fs";
import type { Browser, Page } from "playwright-core";
import type { FakeAdmin } from "./fake-admin.ts";

interface Options {
  readonly path?: string;
  readonly width?: number;
  readonly height?: number;
  readonly theme?: "light" | "dark";
}

/** A page of the browser, with the errors that it met. */
export interface OpenedAdmin {
  readonly page: Page;
  /** Errors of scripts and of the security policy, and requests to other servers. */
  readonly complaints: string[];
}

const AXE = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

/** Opens a page of the admin in British English. */
export async function openAdmin(
  browser: Browser,
  fake: FakeAdmin,
  { path = "now", width = 1440, height = 900, theme = "light" }: Options = {},
): Promise<OpenedAdmin> {
  const page = await browser.newPage({
    viewport: { width, height },
    colorScheme: theme,
    locale: "en-GB",
    timezoneId: "Europe/Berlin",
    reducedMotion: "reduce",
  });
  page.setDefaultTimeout(20_000);
  const complaints: string[] = [];
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("console", (message) => {
    // Chromium reports each response that is not 2xx; the stories ask for some of those.
    const isStatus = message.text().startsWith("Failed to load resource");
    if (message.type() === "error" && !isStatus) complaints.push(message.text());
  });
  page.on("request", (request) => {
    if (!request.url().startsWith(new URL(fake.url).origin)) {
      complaints.push(`asked for ${request.url()}`);
    }
  });
  await page.goto(`${fake.url}#/${path}`);
  return { page, complaints };
}

/** Returns what axe-core finds, in short. */
export async function findAxeViolations(page: Page): Promise<string[]> {
  await page.evaluate(`${AXE}; undefined`);
  return page.evaluate(
    `axe.run().then(({ violations }) => violations.flatMap(({ id, nodes }) =>
      nodes.map(({ html, failureSummary }) => id + ": " + html.slice(0, 160) + " " + failureSummary)))`,
  );
}

/** Returns the sum of the layout shifts since the page was opened that no input caused. */
export function readLayoutShift(page: Page): Promise<number> {
  return page.evaluate(`new Promise((resolve) => {
    let sum = 0;
    new PerformanceObserver((list) => {
      for (const { value, hadRecentInput } of list.getEntries()) if (!hadRecentInput) sum += value;
    }).observe({ type: "layout-shift", buffered: true });
    requestAnimationFrame(() => requestAnimationFrame(() => resolve(sum)));
  })`);
}
