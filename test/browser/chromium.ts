import { existsSync } from "node:fs";
import { type Browser, chromium } from "playwright-core";

/** The first is Chromium without its window, which takes half of the processor time. */
const PROGRAMS = ["/usr/bin/chromium-headless-shell", "/usr/bin/chromium"];

const path = process.env["CHROMIUM"] ?? PROGRAMS.find((program) => existsSync(program));

/** The reason why these tests cannot run here; null if they can. */
export const whyNoBrowser: string | null =
  path !== undefined && existsSync(path)
    ? null
    : `there is no Chromium at ${path ?? PROGRAMS.join(" or ")}. Install it (Debian: apt-get install chromium-headless-shell), or set CHROMIUM to its path`;

if (whyNoBrowser !== null) {
  process.stderr.write(`\nSKIPPED: the tests in a browser, because ${whyNoBrowser}.\n\n`);
}

const FLAGS = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--use-fake-device-for-media-stream",
  "--use-fake-ui-for-media-stream",
];

/** A browser without a window, whose microphone hums. */
export function launchBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: path ?? "", args: FLAGS });
}
