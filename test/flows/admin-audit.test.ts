import { afterEach, expect, setDefaultTimeout, test } from "bun:test";
import type { AuditItem, Page } from "../../src/admin/wire.ts";
import { type AdminClient, LOCAL, signedIn } from "../admin-client.ts";
import { ADA, BOB, startTestApp, type TestApp } from "../harness.ts";

// The checks of the doctor run in a program of their own, which a busy machine starts slowly.
setDefaultTimeout(60_000);

let bot: TestApp;
afterEach(() => bot.stop());

async function start(): Promise<void> {
  bot = await startTestApp({
    settings: { ADMIN_USERS: BOB, DOCS_ENABLED: "true", ...LOCAL },
    twilio: { publicUrl: LOCAL.PUBLIC_URL },
  });
  bot.openai.onMessage(/./, { content: "Here I am." });
}

async function say(from: string, body: string): Promise<void> {
  await bot.twilio.sendText({ from, body });
  await bot.settle();
}

const rows = () =>
  bot.rows<Pick<AuditItem, "by" | "action">>(
    "SELECT actor AS by, action FROM admin_audit ORDER BY id",
  );

test("a change at the page whose row cannot be written is not made", async () => {
  await start();
  await say(ADA, "Hello");
  const client = await signedIn(bot);
  await bot.write("ALTER TABLE admin_audit RENAME TO other_audit");
  const { status } = await client.change("PATCH", "/api/users/1", { language: "pt" });
  await bot.write("ALTER TABLE other_audit RENAME TO admin_audit");
  expect(status).toBe(500);
  expect(await bot.rows("SELECT language FROM users")).toEqual([{ language: null }]);
});

test("an owner who allows, blocks or limits a user in the chat leaves a row each", async () => {
  await start();
  await say(ADA, "Hello");
  await say(BOB, `/block ${ADA.slice("whatsapp:".length)}`);
  await say(BOB, `/allow ${ADA.slice("whatsapp:".length)}`);
  await say(BOB, `/budget ${ADA.slice("whatsapp:".length)} 5`);
  await say(BOB, `/budget ${ADA.slice("whatsapp:".length)}`);
  expect(await rows()).toEqual([
    { by: BOB, action: "user blocked" },
    { by: BOB, action: "user admitted" },
    { by: BOB, action: "user changed" },
  ]);
});

/** Each route that changes something, or hands out everything, as an owner uses it. */
const ROUTES: Readonly<Record<string, (client: AdminClient) => Promise<Response>>> = {
  "POST users/{id}/merge": (c) => c.change("POST", "/api/users/1/merge", { other: 2 }),
  "PATCH users/{id}": (c) => c.change("PATCH", "/api/users/1", { persona: "a poet" }),
  "GET users/{id}/export": (c) => c.get("/api/users/1/export"),
  "DELETE users/{id}/facts/{fact}": (c) => c.change("DELETE", "/api/users/1/facts/1"),
  "DELETE users/{id}/reminders/{reminder}": (c) => c.change("DELETE", "/api/users/1/reminders/1"),
  "POST conversations/{userId}/take-over": (c) =>
    c.change("POST", "/api/conversations/1/take-over"),
  "POST conversations/{userId}/answered": (c) => c.change("POST", "/api/conversations/1/answered"),
  "POST messages": (c) => c.change("POST", "/api/messages", { to: 1, text: "It is me." }),
  "POST conversations/{userId}/hand-back": (c) =>
    c.change("POST", "/api/conversations/1/hand-back"),
  "POST messages/{id}/retry": (c) => c.change("POST", "/api/messages/1/retry"),
  "POST users/approve": async (c) => {
    const [user] = await bot.rows<{ code: string }>("SELECT code FROM users WHERE id = 1");
    return c.change("POST", "/api/users/approve", { code: user?.code });
  },
  "DELETE users/{id}": (c) => c.change("DELETE", "/api/users/1"),
  "PUT settings/{name}": (c) =>
    c.change("PUT", "/api/settings/HUMAN_CONTACT", { value: "Call us." }),
  "DELETE settings/{name}": (c) => c.change("DELETE", "/api/settings/HUMAN_CONTACT"),
  "POST doctor": (c) => c.change("POST", "/api/doctor"),
  "POST sign-out": (c) => c.change("POST", "/api/sign-out"),
};

/** The routes whose rows have tests of their own. */
const ELSEWHERE = ["POST sign-out-everywhere", "POST backups", "DELETE backups/{name}"];

test("every route that changes something leaves one row, by the owner who used it", async () => {
  await start();
  await say(ADA, "/human");
  await say("whatsapp:+4915100000003", "Hello");
  const now = bot.clock.now();
  await bot.write(`INSERT INTO facts (user_id, text, created_at) VALUES (1, 'likes tea', ${now})`);
  await bot.write(`INSERT INTO reminders (user_id, number, text, due_at, created_at, updated_at)
    VALUES (1, 1, 'Water the plants', ${now + 3_600_000}, ${now}, ${now})`);
  await bot.write("UPDATE messages SET state = 'dead' WHERE id = 1");
  const client = await signedIn(bot);
  for (const [route, use] of Object.entries(ROUTES)) {
    const before = (await rows()).length;
    const { ok, status } = await use(client);
    expect({ route, ok, status }).toMatchObject({ route, ok: true });
    const added = (await rows()).slice(before);
    expect({ route, added: added.map(({ by }) => by) }).toEqual({ route, added: ["terminal"] });
  }
  const document = await fetch(`${bot.origin}/openapi.json`);
  const { paths }: { paths: Record<string, object> } = JSON.parse(await document.text());
  const changing = Object.entries(paths).flatMap(([path, methods]) =>
    path.startsWith("/admin/api/")
      ? Object.keys(methods)
          .map((method) => `${method.toUpperCase()} ${path.slice("/admin/api/".length)}`)
          .filter((route) => !route.startsWith("GET "))
      : [],
  );
  const tested = [...Object.keys(ROUTES), ...ELSEWHERE].filter((name) => !name.startsWith("GET "));
  expect(changing.toSorted()).toEqual(tested.toSorted());
});

test("signing out everywhere leaves a row with the number of sessions", async () => {
  await start();
  const client = await signedIn(bot);
  const other = await signedIn(bot);
  await client.change("POST", "/api/sign-out-everywhere");
  expect((await other.get("/api/session")).status).toBe(401);
  const last = await signedIn(bot);
  const { items } = await last.read<Page<AuditItem>>("/api/audit?limit=2");
  expect(items[1]).toMatchObject({ action: "signed out everywhere", detail: "2 sessions ended" });
  await last.change("POST", "/api/sign-out-everywhere");
  const again = await (await signedIn(bot)).read<Page<AuditItem>>("/api/audit?limit=2");
  expect(again.items[1]).toMatchObject({ detail: "1 session ended" });
});
