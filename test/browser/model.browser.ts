import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import type { Browser, Locator, Page } from "playwright-core";
import { type Demo, startDemo } from "../start-demo.ts";
import { launchBrowser, whyNoBrowser } from "./chromium.ts";

setDefaultTimeout(60_000);

let demo: Demo;
let browser: Browser;
let keys: (string | null)[];
let server: Bun.Server<undefined>;
let isBroken = false;

/** A server with OpenAI's API that wants a key. */
function serveModel(request: Request): Response {
  const key = request.headers.get("authorization");
  keys.push(key);
  if (key !== "Bearer sk-of-the-test") {
    return Response.json({ error: { message: "no" } }, { status: 401 });
  }
  if (request.url.endsWith("/models")) return Response.json({ data: [{ id: "tiny-3" }] });
  if (isBroken) return new Response("no", { status: 500 });
  const message = { role: "assistant", content: "From your own model" };
  return Response.json({ model: "tiny-3", choices: [{ message, finish_reason: "stop" }] });
}

async function openPage(width: number, height: number, locale = "en-GB"): Promise<Page> {
  const page = await browser.newPage({ viewport: { width, height }, locale });
  page.setDefaultTimeout(20_000);
  await page.goto(demo.url);
  await phoneOn(page).waitFor();
  return page;
}

const phoneOn = (page: Page): Locator => page.getByRole("region", { name: "Ada's phone" });

describe.skipIf(whyNoBrowser !== null)("on the page of the demo, a user", () => {
  beforeAll(async () => {
    keys = [];
    server = Bun.serve({ hostname: "127.0.0.1", port: 0, fetch: serveModel });
    demo = await startDemo();
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await demo?.stop();
    await server?.stop(true);
  });

  test("is offered first messages in the browser's language", async () => {
    for (const [locale, first] of [
      ["es-AR", "¡Hola! ¿Qué puedes hacer?"],
      ["pt-BR", "Olá! O que você pode fazer?"],
    ] as const) {
      const page = await openPage(1440, 900, locale);
      await phoneOn(page).getByRole("button", { name: first }).waitFor();
      await page.close();
    }
  });

  test("closes the panel with Back on a phone, and is where it was opened", async () => {
    const page = await openPage(390, 844);
    const opener = phoneOn(page).getByRole("button", { name: "Behind the scenes" });
    const panel = page.getByRole("complementary", { name: "Behind the scenes" });
    for (const close of [
      () => page.goBack(),
      () => panel.getByRole("button", { name: "Close" }).click(),
    ]) {
      await opener.click();
      await panel.waitFor();
      await page.locator("button[aria-label=Close]:focus").waitFor();
      await close();
      await panel.waitFor({ state: "hidden" });
      await page.locator("button[aria-label='Behind the scenes']:focus").waitFor();
      expect(page.url()).toBe(demo.url);
    }
    await page.close();
  });

  test("has the whole screen of a phone that lies on its side", async () => {
    const page = await openPage(844, 390);
    const box = await phoneOn(page).boundingBox();
    expect(box).toMatchObject({ x: 0, width: 844 });
    const log = await phoneOn(page).getByRole("log").boundingBox();
    expect(log?.height).toBeGreaterThan(200);
    expect(await page.evaluate("document.documentElement.scrollHeight <= innerHeight")).toBe(true);
    await page.close();
  });

  test("connects their own model, and reads why if that fails", async () => {
    const page = await openPage(1440, 900);
    await page.getByRole("banner").getByRole("button", { name: "Connect a model" }).click();
    const panel = page.getByRole("dialog", { name: "Model" });
    const connect = panel.getByRole("button", { name: "Connect" });
    await panel.getByLabel("Address").fill(server.url.origin);
    await connect.click();
    await panel.getByRole("alert").getByText("refused the key: it needs one").waitFor();
    await panel.getByLabel("Address").fill(`http://127.0.0.1:1/${"x".repeat(200)}`);
    await connect.click();
    await panel.getByRole("alert").getByText("Nothing answered at").waitFor();
    const overflow = (it: { scrollWidth: number; clientWidth: number }) =>
      it.scrollWidth - it.clientWidth;
    expect(await panel.evaluate(overflow)).toBe(0);
    await panel.getByLabel("Address").fill(server.url.origin);
    await panel.getByLabel("Key").fill("sk-of-the-test");
    await connect.click();
    await panel.waitFor({ state: "detached" });
    await phoneOn(page).getByText(`Answers come from tiny-3 at ${server.url.host}.`).waitFor();
    await phoneOn(page).getByLabel("Message", { exact: true }).fill("Hello");
    await phoneOn(page).getByLabel("Message", { exact: true }).press("Enter");
    await phoneOn(page).getByText("From your own model").waitFor();
    expect(keys.at(-1)).toBe("Bearer sk-of-the-test");
    expect(await page.content()).not.toContain("sk-of-the-test");
    const stored = await page.evaluate("JSON.stringify({ ...localStorage, ...sessionStorage })");
    expect(stored).not.toContain("sk-of-the-test");
    await page.close();
  });

  test("reads what is wrong with the model, and returns to the script", async () => {
    isBroken = true;
    const page = await openPage(1440, 900);
    await phoneOn(page).getByLabel("Message", { exact: true }).fill("Are you there?");
    await phoneOn(page).getByLabel("Message", { exact: true }).press("Enter");
    const told = page.getByRole("status").filter({ hasText: "tiny-3 at" });
    await told.getByText("has an internal error; the bot asks it again.").waitFor();
    await told.getByRole("button", { name: "Change" }).click();
    await page.getByRole("button", { name: /Demo script/ }).click();
    await phoneOn(page).getByText("Answers come from a short script").waitFor();
    await told.waitFor({ state: "detached" });
    await page.close();
  });
});
