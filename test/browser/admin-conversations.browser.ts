import {
  afterAll,
  beforeAll,
  beforeEach,
  describe,
  expect,
  setDefaultTimeout,
  test,
} from "bun:test";
import type { Browser, Locator, Page } from "playwright-core";
import { type FakeAdmin, startFakeAdmin } from "./admin/fake-admin.ts";
import { fullData } from "./admin/full-data.ts";
import { entry } from "./admin/full-threads.ts";
import { openAdmin } from "./admin/open-admin.ts";
import { launchBrowser, whyNoBrowser } from "./chromium.ts";

setDefaultTimeout(60_000);

let browser: Browser;
let fake: FakeAdmin;

const log = (page: Page): Locator => page.getByRole("log");
const field = (page: Page): Locator => page.getByRole("textbox", { name: "Message", exact: true });
const button = (page: Page, name: string): Locator =>
  page.getByRole("button", { name, exact: true });

function scrollTo(page: Page, top: number): Promise<void> {
  return log(page).evaluate(
    (it: { scrollTo(x: number, y: number): void }, to) => it.scrollTo(0, to),
    top,
  );
}

async function openThread(userId: number, width = 1440, height = 900) {
  const opened = await openAdmin(browser, fake, {
    path: `conversations/${userId}`,
    width,
    height,
  });
  await log(opened.page).waitFor();
  return opened;
}

describe.skipIf(whyNoBrowser !== null)("an owner in the conversations", () => {
  beforeAll(async () => {
    fake = startFakeAdmin(fullData());
    browser = await launchBrowser();
  });
  beforeEach(() => {
    Object.assign(fake.data, fullData());
    fake.changes.length = 0;
    fake.refusals.clear();
  });
  afterAll(async () => {
    await browser?.close();
    await fake?.stop();
  });

  test("finds those first who ask for a human, and searches for the others", async () => {
    const { page } = await openAdmin(browser, fake, { path: "conversations" });
    const rows = page.locator(".conversation");
    await rows.first().waitFor();
    const [first = "", second = "", third = ""] = await rows.allInnerTexts();
    expect(first).toContain("João Pereira");
    expect(second).toContain("asks for a human");
    expect(third).toContain("Amelia");
    await page.getByRole("searchbox").fill("guest 30");
    await rows.nth(1).waitFor({ state: "detached" });
    expect(await rows.allInnerTexts()).toEqual([expect.stringContaining("Guest 30")]);
    await page.getByRole("searchbox").fill("nobody at all");
    await page.getByText("No name, number or message contains “nobody at all”.").waitFor();
    await page.close();
  });

  test("reads a thread as a phone shows it", async () => {
    const { page, complaints } = await openThread(1);
    expect(await log(page).locator("pre").innerText()).toContain("sourdough  40");
    await log(page).locator("strong").getByText("Two things stand out:").waitFor();
    await log(page).getByRole("link", { name: "Invoice 2026-114.pdf" }).waitFor();
    await button(page, "Play the voice note").waitFor();
    await log(page).getByText("Transcript").click();
    await log(page).getByText("add ten croissants for Saturday.").waitFor();
    await log(page).getByText("the recipient’s phone could not be reached").waitFor();
    await log(page).getByRole("img", { name: "Not delivered" }).waitFor();
    await log(page).getByRole("img", { name: "Reaction: 👍" }).waitFor();
    await log(page).getByText("Today", { exact: true }).waitFor();
    await log(page).locator(".quote").getByText("hotel’s Christmas menu").waitFor();
    expect(complaints).toEqual([]);
    await page.close();
  });

  test("scrolls up through 200 messages, and each stays where it was", async () => {
    const { page } = await openThread(2);
    const bubbles = log(page).locator(".bubble");
    expect(await bubbles.count()).toBeLessThan(90);
    const anchor = log(page).locator(".bubble").filter({ hasText: "Question 85:" });
    await anchor.evaluate((it: { id: string }) => {
      it.id = "anchor";
    });
    await scrollTo(page, 400);
    const top = async () => Math.round((await anchor.boundingBox())?.y ?? Number.NaN);
    const before = await top();
    await log(page).getByText("Question 61:").waitFor({ state: "attached" });
    expect(Math.abs((await top()) - before)).toBeLessThanOrEqual(2);
    // The same element: what plays in it goes on.
    expect(await page.locator("#anchor").count()).toBe(1);
    for (const question of [41, 21, 1]) {
      await scrollTo(page, 0);
      await log(page).getByText(`Question ${question}:`).waitFor({ state: "attached" });
    }
    await log(page).getByText("The conversation begins here.").waitFor({ state: "attached" });
    expect(await bubbles.count()).toBe(200);
    await button(page, "To the newest message").click();
    await log(page).getByText("(199)").waitFor();
    await page.close();
  });

  test("takes over, writes by keyboard, sees the ticks, and hands back", async () => {
    const { page } = await openThread(2);
    await button(page, "Take over").focus();
    await page.keyboard.press("Enter");
    await page.locator("textarea:focus").waitFor();
    await page.getByText(/2\d h \d+ min left to write/).waitFor();
    await page.keyboard.type("Good morning João");
    await page.keyboard.press("Shift+Enter");
    await page.keyboard.type("Mara here");
    await page.keyboard.press("Enter");
    await log(page).getByText("Mara here").waitFor();
    await log(page).getByRole("img", { name: "Being sent" }).waitFor();
    expect(await field(page).inputValue()).toBe("");
    const sent = fake.changes.find(({ path }) => path === "/messages");
    expect(sent?.body).toEqual({ to: 2, text: "Good morning João\nMara here" });
    expect(sent?.key).toMatch(/^[0-9a-f-]{36}$/);

    const thread = fake.data.threads.get(2);
    if (!thread) throw new Error("The thread is gone");
    const entries = thread.entries.map(
      (one) => ({ ...one, status: one.status && "read" }) as const,
    );
    fake.data.threads.set(2, { ...thread, entries });
    fake.publish({ now: false, conversations: [2] });
    await log(page).getByRole("img", { name: "Being sent" }).waitFor({ state: "detached" });

    await button(page, "Hand back").click();
    await page.getByText("The bot answers again.").waitFor();
    await button(page, "Take over").waitFor();
    expect(fake.changes.map(({ path }) => path)).toEqual([
      "/conversations/2/take-over",
      "/messages",
      "/conversations/2/hand-back",
    ]);
    await page.close();
  });

  test("reads that another owner was faster", async () => {
    const { page } = await openThread(3);
    const thread = fake.data.threads.get(3);
    if (!thread) throw new Error("The thread is gone");
    const user = { ...thread.user, isTakenOver: true };
    fake.data.threads.set(3, { ...thread, user, takenOverBy: "Nils" });
    await button(page, "Take over").click();
    await page.getByText("Nils was faster and has taken over.").waitFor();
    await page.getByText("Nils has taken over; the bot is silent.").waitFor();
    await button(page, "Take over").click();
    await page.getByText("You have taken over; the bot is silent.").waitFor();
    await page.close();
  });

  test("keeps the text and its key when the bot cannot be reached, and sends once", async () => {
    const { page } = await openThread(1);
    fake.refusals.set("POST /messages", () => new Response("no", { status: 502 }));
    await field(page).fill("Until Tuesday!");
    await field(page).press("Enter");
    await page.getByText("The bot could not answer (502).").waitFor();
    expect(await field(page).inputValue()).toBe("Until Tuesday!");
    fake.refusals.clear();
    await button(page, "Send").click();
    await log(page).getByText("Until Tuesday!").waitFor();
    const [first, second, ...others] = fake.changes.map(({ key }) => key);
    expect(second).toBe(first);
    expect(others).toEqual([]);
    await page.close();
  });

  test("reads why nothing can be written after the window has closed", async () => {
    const { page } = await openThread(4);
    await button(page, "Take over").click();
    await page.getByText("these ended at 14:10").waitFor();
    expect(await field(page).count()).toBe(0);
    await page.close();
  });

  test("sees a new message at once, and what happened to it", async () => {
    const { page } = await openThread(1);
    const thread = fake.data.threads.get(1);
    if (!thread) throw new Error("The thread is gone");
    const added = entry(9_001, Date.now(), { text: "One more thing" });
    fake.data.threads.set(1, { ...thread, entries: [...thread.entries, added] });
    fake.publish({ now: false, conversations: [1] });
    const bubble = log(page).locator(".bubble").filter({ hasText: "One more thing" });
    await bubble.waitFor();
    await bubble.focus();
    await page.keyboard.press("ArrowUp");
    await log(page).locator(".bubble:focus").getByText("Tuesday is perfect").waitFor();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    const sheet = page.getByRole("dialog", { name: "What happened" });
    await sheet.getByText("answered by gpt-5-mini").waitFor();
    expect(await sheet.locator("tfoot").innerText()).toContain("$0.0055");
    await sheet.getByRole("button", { name: "Try again" }).click();
    await page.getByText("The bot tries again.").waitFor();
    expect(fake.changes.map(({ path }) => path)).toEqual(["/messages/9001/retry"]);
    await page.keyboard.press("Escape");
    await sheet.waitFor({ state: "detached" });
    await page.close();
  });

  test("has the list and the thread on separate screens of a phone", async () => {
    const { page } = await openAdmin(browser, fake, {
      path: "conversations",
      width: 390,
      height: 844,
    });
    const list = page.getByRole("region", { name: "List of conversations" });
    await list.getByText("Amelia Thornton-Whitfield").click();
    await log(page).waitFor();
    expect(await list.isVisible()).toBe(false);
    expect(await page.getByRole("navigation").isVisible()).toBe(false);
    expect(await log(page).boundingBox()).toMatchObject({ x: 0, width: 390 });
    await page.getByRole("link", { name: "Back to the list" }).click();
    await list.waitFor();
    await page.close();
  });
});
