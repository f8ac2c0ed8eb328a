import { Database } from "bun:sqlite";
import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { LLMock } from "@copilotkit/aimock";
import { createTwilioStandIn } from "../../src/simulator/twilio-stand-in.ts";
import { docx, paragraph } from "../media/documents/make-office.ts";
import { textPdf } from "../media/documents/make-pdf.ts";
import { jpeg } from "../pictures.ts";
import { waitUntil } from "../wait-for.ts";

// The program is started several times, slowly on a busy machine.
setDefaultTimeout(60_000);

// bun run check:binary: the built program in an empty folder, with nothing but its settings.
// PROGRAM="qemu-aarch64-static -L /some/arm64/root dist/release/…" tries another build of it.
const program = (process.env["PROGRAM"] ?? "dist/whatsapp-ai-bot")
  .split(" ")
  .map((word) => (word.startsWith("dist/") ? join(import.meta.dir, "../..", word) : word));
const ADA = "whatsapp:+4915112345678";
const PUBLIC_URL = "https://bot.example.org";

const folder = mkdtempSync(join(tmpdir(), "binary-"));
const openai = new LLMock({ port: 0, logLevel: "silent" });
const identity = {
  accountSid: `AC${"0".repeat(32)}`,
  authToken: crypto.randomUUID(),
  number: "whatsapp:+14155238886",
};
const twilio = createTwilioStandIn({
  ...identity,
  publicUrl: PUBLIC_URL,
  webhookUrl: "http://127.0.0.1:1/webhook",
});
let origin = "";

function start(settings: Record<string, string>, args: string[] = []) {
  return Bun.spawn({
    cmd: [...program, ...args],
    cwd: folder,
    env: {
      HOST: "127.0.0.1",
      PORT: "0",
      PUBLIC_URL,
      APP_ENV: "production",
      SECRET_KEY: "0123456789abcdef0123456789abcdef",
      DOCS_ENABLED: "true",
      TWILIO_ACCOUNT_SID: identity.accountSid,
      TWILIO_AUTH_TOKEN: identity.authToken,
      TWILIO_WHATSAPP_NUMBER: identity.number,
      TWILIO_API_BASE_URL: twilio.url,
      OPENAI_API_KEY: "sk-test",
      OPENAI_BASE_URL: `${openai.url}/v1`,
      OPENAI_API: "responses",
      WELCOME_MESSAGE: "",
      ...settings,
    },
    stdout: "pipe",
    stderr: "pipe",
  });
}

async function portOf(child: ReturnType<typeof start>): Promise<number> {
  const decoder = new TextDecoder();
  let seen = "";
  for await (const chunk of child.stdout) {
    seen += decoder.decode(chunk, { stream: true });
    const port = /"port":(\d+)/.exec(seen)?.[1];
    if (port !== undefined) return Number(port);
  }
  throw new Error(`it did not start: ${seen}${await new Response(child.stderr).text()}`);
}

let bot: ReturnType<typeof start>;

beforeAll(async () => {
  await openai.start();
  bot = start({});
  origin = `http://127.0.0.1:${await portOf(bot)}`;
  twilio.pointAt(`${origin}/webhook`);
});

afterAll(async () => {
  bot.kill("SIGKILL");
  await Promise.all([bot.exited, twilio.stop(), openai.stop()]);
  rmSync(folder, { recursive: true, force: true });
});

test("has a conversation, with nothing installed around it", async () => {
  openai.onMessage("capital", { content: "It is Paris." });
  const posted = await twilio.sendText({ from: ADA, body: "The capital of France?" });
  expect(posted).toMatchObject({ status: 200, body: "<Response/>" });
  expect((await twilio.journal.waitForMessage(() => true)).body).toBe("It is Paris.");
  expect(readdirSync(folder)).toEqual(["data"]);
});

test("reads a picture, a PDF and a Word document as well", async () => {
  openai.onMessage("colour", { content: "Red." });
  openai.onMessage("Rent: 900", { content: "A lease." });
  openai.onMessage("heating", { content: "A complaint." });
  const answered = (body: string) => twilio.journal.waitForMessage((sent) => sent.body === body);
  const photo = { bytes: await jpeg("red"), contentType: "image/jpeg", body: "Which colour?" };
  await twilio.sendMedia({ from: ADA, ...photo });
  await answered("Red.");
  const lease = { bytes: textPdf(["Rent: 900 EUR"]), contentType: "application/pdf" };
  await twilio.sendMedia({ from: ADA, ...lease, body: "lease.pdf" });
  await answered("A lease.");
  const letter = { bytes: docx(paragraph("The heating is cold")), contentType: "application/zip" };
  await twilio.sendMedia({ from: ADA, ...letter, body: "letter.docx" });
  await answered("A complaint.");
  expect(readdirSync(join(folder, "data", "tmp"))).toEqual([]);
});

test("explains a message that it gave up, its error in the words of the provider", async () => {
  openai.nextRequestError(429, { code: "insufficient_quota", message: "empty" });
  const { sid } = await twilio.sendText({ from: ADA, body: "And of Spain?" });
  await twilio.journal.waitForMessage(({ body }) => body.includes("owner"));
  const explaining = start({}, ["explain", sid]);
  const told = await new Response(explaining.stdout).text();
  expect(told).toContain("given up after 1 failure: gpt-6-luna through responses: 429");
  expect(told).toContain("The OpenAI account is empty");
  expect(await explaining.exited).toBe(0);
});

test("serves its documentation from itself", async () => {
  for (const path of [
    "/docs",
    "/docs/swagger-ui.js",
    "/redoc",
    "/redoc/redoc.js",
    "/openapi.json",
  ]) {
    expect((await fetch(origin + path)).status).toBe(200);
  }
  expect(await (await fetch(`${origin}/openapi.json`)).json()).toHaveProperty([
    "paths",
    "/webhook",
    "post",
  ]);
});

test("is healthy, and reports its build", async () => {
  expect((await fetch(`${origin}/health`)).status).toBe(200);
  expect((await fetch(`${origin}/metrics`)).status).toBe(404);
});

test("refuses to work on a database that another instance has, with exit code 75", async () => {
  const second = start({});
  expect(await second.exited).toBe(75);
  expect(await new Response(second.stderr).text()).toContain(`process ${bot.pid}`);
});

test("checks a large database beside the work", async () => {
  const path = join(folder, "large.db");
  expect(await start({ DATABASE_URL: path }, ["migrate"]).exited).toBe(0);
  using database = new Database(path);
  database.run("CREATE TABLE filler (bytes BLOB)");
  for (let megabyte = 0; megabyte < 60; megabyte += 1) {
    database.run("INSERT INTO filler VALUES (zeroblob(1048576))");
  }
  const large = start({ DATABASE_URL: path });
  const port = await portOf(large);
  const integrity = async () => {
    const health = await fetch(`http://127.0.0.1:${port}/health`);
    return /"integrity":"(\w+)"/.exec(await health.text())?.[1];
  };
  await waitUntil("the end of the check", async () => (await integrity()) !== "checking");
  expect(await integrity()).toBe("ok");
  large.kill("SIGKILL");
  await large.exited;
});

test("names every wrong setting, with exit code 78", async () => {
  const broken = start({ PORT: "http", TWILIO_AUTH_TOKEN: "" });
  expect(await broken.exited).toBe(78);
  const said = await new Response(broken.stderr).text();
  expect(said).toContain("PORT");
  expect(said).toContain("TWILIO_AUTH_TOKEN");
});

test("ends when it is told to, with exit code 0", async () => {
  bot.kill("SIGTERM");
  expect(await bot.exited).toBe(0);
});
