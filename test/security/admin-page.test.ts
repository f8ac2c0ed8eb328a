import { afterEach, describe, expect, test } from "bun:test";
import { adminClient, LOCAL, signedIn, terminalLink } from "../admin-client.ts";
import { startTestApp, type TestApp } from "../harness.ts";

const TOKEN = "t".repeat(32);

let bot: TestApp;
afterEach(() => bot.stop());

async function start(settings: Record<string, string> = LOCAL): Promise<void> {
  bot = await startTestApp({ settings });
}

const status = async (path: string, headers: Record<string, string>) =>
  (await fetch(`${bot.origin}/admin${path}`, { headers })).status;

describe("an attacker on another site", () => {
  test("changes nothing with the owner's cookie: not without the page's token, not from a foreign origin", async () => {
    await start();
    const client = await signedIn(bot);
    const path = "/api/sign-out-everywhere";
    for (const headers of [
      { "x-csrf-token": "" },
      { "x-csrf-token": "0".repeat(64) },
      { origin: "https://evil.example.org" },
      { origin: "null" },
      { "sec-fetch-site": "cross-site" },
      { "sec-fetch-site": "same-site" },
      { "sec-fetch-site": "none" },
    ]) {
      expect((await client.change("POST", path, undefined, headers)).status).toBe(403);
    }
    expect((await client.change("POST", path)).status).toBe(204);
  });

  test("reads nothing with it either, and is not let in by CORS", async () => {
    await start({ ...LOCAL, ALLOWED_ORIGINS: "https://evil.example.org" });
    const client = await signedIn(bot);
    const headers = { origin: "https://evil.example.org" };
    const refused = await client.get("/api/session", headers);
    expect(refused.status).toBe(403);
    expect(refused.headers.get("access-control-allow-origin")).toBeNull();
    expect((await client.get("/api/session", { "sec-fetch-site": "cross-site" })).status).toBe(403);
  });

  test("does not use up a link, or enter, from there", async () => {
    await start();
    const link = await terminalLink(bot);
    const client = adminClient(bot);
    const token = { token: link.split("#")[1] };
    const foreign = { origin: "https://evil.example.org" };
    expect((await client.change("POST", "/api/enter", token, foreign)).status).toBe(403);
    expect((await client.enter(link)).status).toBe(204);
  });

  test("reaches nothing under a name that is rebound to this machine", async () => {
    await start();
    const client = await signedIn(bot);
    for (const host of ["evil.example.org", "localhost.evil.org", "127.0.0.1.nip.io", "0.0.0.0"]) {
      expect((await client.get("/api/session", { host })).status).toBe(403);
    }
  });
});

describe("an attacker who guesses", () => {
  test("tokens of links is stopped after ten a minute, without locking out other clients", async () => {
    await start();
    const link = await terminalLink(bot);
    const client = adminClient(bot);
    const guess = () => client.change("POST", "/api/enter", { token: "0".repeat(64) });
    for (let tries = 0; tries < 10; tries += 1) expect((await guess()).status).toBe(401);
    expect((await guess()).status).toBe(429);
    expect((await client.enter(link)).status).toBe(429);
    bot.clock.jump(60_000);
    expect((await client.enter(link)).status).toBe(204);
  });

  test("values of the API's token is stopped too; the right one needs no cookie", async () => {
    await start({ ...LOCAL, ADMIN_API_TOKEN: TOKEN });
    const bearer = (token: string) => status("/api/session", { authorization: `Bearer ${token}` });
    expect(await bearer(TOKEN)).toBe(200);
    for (let tries = 0; tries < 10; tries += 1) expect(await bearer(`${TOKEN}${tries}`)).toBe(401);
    expect(await bearer(TOKEN)).toBe(429);
  });

  test("gets nothing for malformed tokens and cookies", async () => {
    await start();
    const client = adminClient(bot);
    for (const token of ["", null, 5, {}, "x".repeat(64), "0".repeat(65), ["0".repeat(64)]]) {
      expect((await client.change("POST", "/api/enter", { token })).status).toBe(401);
    }
    for (const cookie of ["admin=", "admin=%00", `admin=${"0".repeat(64)}`, "admin", "x=y"]) {
      expect(await status("/api/session", { cookie })).toBe(401);
    }
  });

  test("finds no API token where none is set", async () => {
    await start();
    expect(await status("/api/session", { authorization: "Bearer null" })).toBe(401);
    expect(await status("/api/session", { authorization: "Bearer " })).toBe(401);
  });
});

describe("the page over a connection that others can read", () => {
  test("is off if PUBLIC_URL is http, also behind a proxy on this machine", async () => {
    await start({ PUBLIC_URL: "http://bot.example.org" });
    expect(await status("/enter", { host: "bot.example.org" })).toBe(403);
    expect(await status("/enter", { "x-forwarded-for": "203.0.113.7" })).toBe(403);
    expect(await status("/enter", { "x-real-ip": "203.0.113.7" })).toBe(403);
    expect(await status("/enter", { via: "1.1 proxy" })).toBe(403);
    // On the machine itself it stays open.
    expect((await signedIn(bot)).csrf).not.toBe("");
  });

  test("cannot be entered through a proxy that hides itself: the browser names the page's origin", async () => {
    await start({ PUBLIC_URL: "http://bot.example.org" });
    const client = adminClient(bot);
    const token = { token: (await terminalLink(bot)).split("#")[1] };
    const origin = "http://bot.example.org";
    expect((await client.change("POST", "/api/enter", token, { origin })).status).toBe(403);
  });

  test("is off for other machines: a request whose address is not known counts as one", async () => {
    await start();
    const request = new Request(`${bot.origin}/admin/enter`, { headers: { host: "localhost" } });
    expect((await bot.app.handle(request)).status).toBe(403);
  });

  test("is on under PUBLIC_URL if that is https, with a cookie for encrypted connections alone", async () => {
    await start({});
    const host = "bot.example.org";
    const forwarded = { host, "x-forwarded-for": "203.0.113.7", "x-forwarded-proto": "https" };
    const client = adminClient(bot);
    const token = { token: (await terminalLink(bot)).split("#")[1] };
    const origin = "https://bot.example.org";
    const entered = await client.change("POST", "/api/enter", token, { ...forwarded, origin });
    expect(entered.status).toBe(204);
    expect(entered.headers.get("set-cookie")).toMatch(/; Secure$/);
    const cookie = entered.headers.get("set-cookie")?.split(";")[0] ?? "";
    expect(await status("/api/session", { ...forwarded, cookie })).toBe(200);
    expect(await status("/api/session", { ...forwarded, host: "other.example.org", cookie })).toBe(
      403,
    );
  });
});

test("every response under /admin has a policy without inline scripts, and is never stored", async () => {
  await start();
  for (const path of ["/enter", "/enter.js", "/api/session", "/api/nothing", "/nothing"]) {
    const { headers } = await fetch(`${bot.origin}/admin${path}`);
    expect(headers.get("content-security-policy")).toMatch(/^default-src 'none';/);
    expect(headers.get("content-security-policy")).not.toContain("unsafe");
    // The files are the same for everybody, and asked for anew.
    const isFile = path.startsWith("/enter");
    expect(headers.get("cache-control")).toBe(isFile ? "no-cache" : "no-store");
    expect(headers.get("x-content-type-options")).toBe("nosniff");
  }
});
