import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import type { Browser, Locator, Page } from "playwright-core";
import { type Demo, startDemo } from "../start-demo.ts";
import { launchBrowser, whyNoBrowser } from "./chromium.ts";
import { samplePdf, samplePhoto } from "./samples.ts";
import { becomes } from "./becomes.ts";

setDefaultTimeout(60_000);

let demo: Demo;
let browser: Browser;
let page: Page;
/** Errors of the browser, and its requests to other servers than the demo. */
const complaints: string[] = [];

async function openPage(width: number, height: number): Promise<Page> {
  const opened = await browser.newPage({ viewport: { width, height } });
  opened.setDefaultTimeout(20_000);
  opened.on("pageerror", (error) => complaints.push(String(error)));
  opened.on("console", (message) => {
    if (message.type() === "error") complaints.push(message.text());
  });
  opened.on("request", (request) => {
    const isOwn = [new URL(demo.url).origin, "null"].includes(new URL(request.url()).origin);
    if (!isOwn && !request.url().startsWith("blob:")) complaints.push(`asked for ${request.url()}`);
  });
  await opened.goto(demo.url);
  return opened;
}

const phoneOf = (name: string): Locator => page.getByRole("region", { name: `${name}'s phone` });
const bubbles = (name: string): Locator => phoneOf(name).locator(".bubble");
const botBubbles = (name: string): Locator => phoneOf(name).locator(".bubble[data-side=bot]");
const typing = (name: string): Locator => phoneOf(name).getByRole("status", { name: /is typing/ });
const field = (name: string): Locator => phoneOf(name).getByLabel("Message", { exact: true });

async function write(name: string, text: string): Promise<void> {
  await field(name).fill(text);
  await field(name).press("Enter");
}

async function attach(
  name: string,
  kind: string,
  file: { name: string; mimeType: string; buffer: Buffer },
) {
  await phoneOf(name).getByRole("button", { name: "Attach" }).click();
  await phoneOf(name).locator(`input[data-kind="${kind}"]`).setInputFiles(file);
}

/** Does it, waits until the bot has said `parts` more, and returns them. */
async function answered(name: string, act: () => Promise<void>, parts = 1): Promise<string[]> {
  const before = await botBubbles(name).count();
  await act();
  const last = botBubbles(name).nth(before + parts - 1);
  await last.waitFor();
  return (await botBubbles(name).allInnerTexts()).slice(before);
}

describe.skipIf(whyNoBrowser !== null)("a user with a phone in the browser", () => {
  beforeAll(async () => {
    demo = await startDemo();
    browser = await launchBrowser();
    page = await openPage(1440, 900);
  });
  afterAll(async () => {
    await browser?.close();
    await demo?.stop();
  });

  test("writes, sees the bot read, type and answer, and the ticks of both sides", async () => {
    const [answer] = await answered("Ada", async () => {
      await write("Ada", "Hello *there*");
      await typing("Ada").waitFor();
    });
    expect(answer).toContain("Nice to meet you!");
    expect(answer).toContain("This is a demo:");
    await bubbles("Ada").first().getByRole("img", { name: "Read by the bot" }).waitFor();
    await botBubbles("Ada").first().getByRole("img", { name: "Read", exact: true }).waitFor();
    expect(await bubbles("Ada").first().locator("strong").innerText()).toBe("there");
    expect(await typing("Ada").count()).toBe(0);
  });

  test("gets a long story in three parts, in order, and the rest on demand", async () => {
    const parts = await answered("Ada", () => write("Ada", "Tell me a long story"), 3);
    expect(parts[0]).toContain("The lighthouse that answered letters");
    expect(parts.join("\n")).not.toMatch(/This is a demo|The end\./);
    const more = botBubbles("Ada").last().getByRole("button", { name: "More" });
    const [rest] = await answered("Ada", () => more.click());
    expect(rest).toContain("The end.");
    const mine = phoneOf("Ada").locator(".bubble[data-side=me]").last();
    expect(await mine.locator(".text").innerText()).toBe("More");
    expect(await mine.locator(".quote").count()).toBe(1);
  });

  test("attaches a photo with a caption, and a PDF, and both are in the chat", async () => {
    const photo = {
      name: "sea.png",
      mimeType: "image/png",
      buffer: samplePhoto(64, 48, [30, 110, 200]),
    };
    await attach("Ada", "Photo or video", photo);
    await phoneOf("Ada").getByText("sea.png").waitFor();
    await answered("Ada", () => write("Ada", "What is this?"));
    const picture = phoneOf("Ada").locator(".bubble img").last();
    await picture.waitFor();
    const width = picture.evaluate((image: { naturalWidth: number }) => image.naturalWidth);
    expect(await width).toBe(64);

    const pdf = {
      name: "invoice.pdf",
      mimeType: "application/pdf",
      buffer: samplePdf("Invoice 7"),
    };
    await attach("Ada", "Document", pdf);
    const send = phoneOf("Ada").getByRole("button", { name: "Send", exact: true });
    await answered("Ada", () => send.click());
    await phoneOf("Ada")
      .getByRole("link", { name: /invoice\.pdf/ })
      .waitFor();
  });

  test("quotes a message of the bot, and returns to it by the quote", async () => {
    await botBubbles("Ada").first().scrollIntoViewIfNeeded();
    await botBubbles("Ada").first().hover();
    await botBubbles("Ada").first().getByRole("button", { name: "Reply" }).click();
    await answered("Ada", () => write("Ada", "Is this real?"));
    const quote = bubbles("Ada").filter({ hasText: "Is this real?" }).first().locator(".quote");
    expect(await quote.innerText()).toContain("Nice to meet you!");
    await quote.click();
    await page.locator(".bubble:focus").getByText("Nice to meet you!").waitFor();
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

  test("shares a place, records a voice note, and picks an emoji", async () => {
    await phoneOf("Ben").getByRole("button", { name: "Attach" }).click();
    await phoneOf("Ben").getByRole("button", { name: "Place" }).click();
    await phoneOf("Ben").locator("button:focus").getByText("Brandenburg Gate").waitFor();
    await answered("Ben", () => page.keyboard.press("Enter"));
    expect(await page.evaluate("document.activeElement.ariaLabel")).toBe("Attach");
    await phoneOf("Ben").getByText("52.51628, 13.37771").waitFor();
    await phoneOf("Ben").getByRole("button", { name: "Record a voice note" }).click();
    await phoneOf("Ben").getByRole("timer").getByText("0:01").waitFor();
    const send = phoneOf("Ben").getByRole("button", { name: "Send the voice note" });
    await answered("Ben", () => send.click());
    const notes = phoneOf("Ben").getByRole("button", { name: "Play the voice note" });
    await notes.first().waitFor();
    const reply = botBubbles("Ben").last();
    // The demo's own voice, in a file that the browser can play to its end.
    await reply.getByText("0:04", { exact: true }).waitFor();
    await reply.getByRole("button", { name: "Play the voice note" }).click();
    await reply.getByRole("button", { name: "Pause" }).waitFor();
    await reply.getByText("0:01", { exact: true }).waitFor();
    await notes.nth(1).waitFor();
    await reply.getByText("0:04", { exact: true }).waitFor();
    await phoneOf("Ben").getByRole("button", { name: "Emoji" }).click();
    await phoneOf("Ben").getByRole("button", { name: "🎉" }).click();
    await answered("Ben", () => field("Ben").press("Enter"));
    await phoneOf("Ben").locator(".just-emoji").getByText("🎉").waitFor();
  });

  test("reloads and finds everything as it was", async () => {
    const everything = async () => {
      const read = (name: string) => bubbles(name).allInnerTexts();
      return { ada: await read("Ada"), ben: await read("Ben") };
    };
    await page.getByRole("button", { name: "Show all" }).click();
    // Reports still come in for a moment, and the drawer shows the phone that was used last.
    await page.getByRole("img", { name: "Accepted by Twilio" }).waitFor({ state: "detached" });
    await field("Ada").click();
    const before = await everything();
    expect(before.ada.length).toBeGreaterThan(10);
    await page.reload();
    await bubbles("Ben").last().waitFor();
    // A voice note shows its length once the browser has read its head.
    await becomes(everything, before);
  });

  test("needs few bytes and no other machine to see the page", async () => {
    const paint = await page.evaluate(
      "performance.getEntriesByName('first-contentful-paint')[0].startTime",
    );
    const weight = await page.evaluate(
      "performance.getEntriesByType('resource').reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0)",
    );
    process.stdout.write(
      `first paint after ${Math.round(Number(paint))} ms, ${String(weight)} bytes\n`,
    );
    expect(Number(weight)).toBeLessThan(100 * 1024);
    expect(complaints).toEqual([]);
  });

  test("needs no mouse, and every control has a name", async () => {
    await field("Ada").focus();
    await answered("Ada", async () => {
      await page.keyboard.type("By keyboard");
      await page.keyboard.press("Enter");
    });
    await bubbles("Ada").last().focus();
    await page.keyboard.press("ArrowUp");
    await page.keyboard.press("Tab");
    const focused = await page.evaluate("document.activeElement.getAttribute('aria-label')");
    expect(focused).toBe("Reply to this message");
    const fields = "[...document.querySelectorAll('button, input:not([hidden]), textarea')]";
    const isNameless = "(it) => !it.innerText && !it.ariaLabel && !it.labels?.length";
    expect(await page.evaluate(`${fields}.filter(${isNameless}).length`)).toBe(0);
  });

  test.each([390, 820, 1440])("finds a phone that fits %d pixels", async (width) => {
    const opened = await openPage(width, 844);
    await opened.getByRole("region", { name: "Ada's phone" }).waitFor();
    expect(await opened.evaluate("document.documentElement.scrollWidth <= innerWidth")).toBe(true);
    const box = await opened.getByRole("region", { name: "Ada's phone" }).boundingBox();
    expect(box && box.x >= 0 && box.x + box.width <= width).toBe(true);
    const phones = await opened.locator(".phone:visible").count();
    expect(phones).toBe(width >= 1240 ? 2 : 1);
    await opened.close();
  });
});
