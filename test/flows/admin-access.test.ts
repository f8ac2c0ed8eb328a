import { afterEach, describe, expect, test } from "bun:test";
import { ADA, BOB, startTestApp, type TestApp } from "../harness.ts";
import { adminClient, LOCAL, signedIn, terminalLink, tokenOf } from "../admin-client.ts";
import type { AuditItem, Page, Session } from "../../src/admin/wire.ts";

let bot: TestApp;
afterEach(() => bot.stop());

async function start(settings: Record<string, string> = {}): Promise<void> {
  bot = await startTestApp({
    settings: { ADMIN_USERS: BOB, ...LOCAL, ...settings },
    twilio: { publicUrl: LOCAL.PUBLIC_URL },
  });
}

/** Has an owner ask for a link in the chat. */
async function linkOf(owner: string): Promise<string> {
  const before = bot.sent(owner).length;
  await bot.twilio.sendText({ from: owner, body: "/admin" });
  await bot.settle();
  const said = bot.sent(owner).slice(before).join("\n");
  expect(said).not.toBe("");
  return said;
}

describe("a link from the chat", () => {
  test("opens the page once, on one of two devices that try at once", async () => {
    await start();
    const link = await linkOf(BOB);
    expect(link).toContain("http://localhost:8000/admin/enter#");
    const devices = [adminClient(bot), adminClient(bot)];
    const answers = await Promise.all(devices.map((device) => device.enter(link)));
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([204, 401]);
    expect((await adminClient(bot).enter(link)).status).toBe(401);
    const inside = devices.find(({ csrf }) => csrf !== "");
    const session = await inside?.read<Session>("/api/session");
    expect(session).toMatchObject({ owner: "Ada", database: expect.any(String) });
    const audit = await inside?.read<Page<AuditItem>>("/api/audit");
    expect(audit?.items).toMatchObject([{ action: "signed in", by: BOB, userId: null }]);
  });

  test("is erased from the chat's history, and only its hash is stored", async () => {
    await start();
    const token = tokenOf(await linkOf(BOB));
    expect(token).toHaveLength(64);
    await bot.settle(60_000);
    await bot.app.maintain();
    expect(
      await bot.rows(`SELECT 1 AS found FROM messages WHERE ai_response LIKE '%${token}%'`),
    ).toEqual([]);
    expect(
      await bot.rows(`SELECT 1 AS found FROM deliveries WHERE body LIKE '%${token}%'`),
    ).toEqual([]);
    expect(await bot.rows("SELECT count(*) AS total FROM admin_links")).toEqual([{ total: 1 }]);
    expect(await bot.rows(`SELECT 1 AS found FROM admin_links WHERE hash = '${token}'`)).toEqual(
      [],
    );
  });

  test("is refused after five minutes", async () => {
    await start();
    const link = await linkOf(BOB);
    bot.clock.jump(5 * 60_000);
    expect((await adminClient(bot).enter(link)).status).toBe(401);
  });

  test("is not used up by a preview of it, which sees no token either", async () => {
    await start();
    const link = await linkOf(BOB);
    const seen = await adminClient(bot).get("/enter");
    expect(seen.status).toBe(200);
    expect(await seen.text()).not.toContain("<script>");
    expect(seen.headers.get("content-security-policy")).toMatch(
      /^default-src 'none'; script-src 'self';/,
    );
    expect((await adminClient(bot).enter(link)).status).toBe(204);
  });

  test("is for owners: any other user is told that there is no such command", async () => {
    await start();
    expect(await linkOf(ADA)).not.toContain("/admin/enter");
    expect(await bot.rows("SELECT count(*) AS total FROM admin_links")).toEqual([{ total: 0 }]);
  });

  test("no longer opens the page for someone who is not in ADMIN_USERS any more", async () => {
    await start();
    const link = await linkOf(BOB);
    await bot.restart({ ADMIN_USERS: ADA });
    expect((await adminClient(bot).enter(link)).status).toBe(401);
  });
});

describe("a session", () => {
  test("has a cookie that no script reads and no other site sends, and ends after its days", async () => {
    await start({ ADMIN_SESSION_DAYS: "2" });
    const client = adminClient(bot);
    const entered = await client.enter(await terminalLink(bot));
    const cookie = entered.headers.get("set-cookie") ?? "";
    expect(cookie).toMatch(
      /^admin=[0-9a-f]{64}; Path=\/admin; Max-Age=172800; HttpOnly; SameSite=Strict$/,
    );
    const secret = client.cookie.slice("admin=".length);
    expect(
      await bot.rows(`SELECT 1 AS found FROM admin_sessions WHERE hash = '${secret}'`),
    ).toEqual([]);
    bot.clock.jump(2 * 24 * 60 * 60_000);
    expect((await client.get("/api/session")).status).toBe(401);
  });

  test("is over after signing out, whatever cookie is sent", async () => {
    await start();
    const client = await signedIn(bot);
    expect((await client.change("POST", "/api/sign-out")).status).toBe(204);
    expect((await client.get("/api/session")).status).toBe(401);
  });

  test("ends on every device of the owner who signs out everywhere, and on no other owner's", async () => {
    await start({ ADMIN_USERS: `${BOB},${ADA}` });
    const [one, two, other] = [adminClient(bot), adminClient(bot), adminClient(bot)];
    await one.enter(await linkOf(BOB));
    await two.enter(await linkOf(BOB));
    await other.enter(await linkOf(ADA));
    expect((await one.change("POST", "/api/sign-out-everywhere")).status).toBe(204);
    expect((await two.get("/api/session")).status).toBe(401);
    expect((await other.get("/api/session")).status).toBe(200);
  });

  test("ends for an owner who is removed from ADMIN_USERS, also if they are added again", async () => {
    await start();
    const client = adminClient(bot);
    await client.enter(await linkOf(BOB));
    await bot.restart({ ADMIN_USERS: ADA });
    expect((await client.get("/api/session")).status).toBe(401);
    await bot.restart({ ADMIN_USERS: BOB });
    expect((await client.get("/api/session")).status).toBe(401);
  });

  test("outlives a restart of the bot", async () => {
    await start();
    const client = await signedIn(bot);
    await bot.restart();
    expect((await client.get("/api/session")).status).toBe(200);
  });
});
