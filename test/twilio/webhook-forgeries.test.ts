import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { signRequest } from "../../src/twilio/sign-request.ts";
import { ADA, AUTH_TOKEN } from "./fixtures.ts";
import { PUBLIC_URL, setWebhookStage, type WebhookStage } from "./webhook-stage.ts";

let bot: WebhookStage;

beforeEach(() => {
  bot = setWebhookStage();
});

afterEach(() => bot.stop());

describe("what Twilio did not send is refused, and nothing of it is received", () => {
  afterEach(() => expect(bot.received).toEqual([]));

  test("a forged, changed or missing signature", async () => {
    const request = bot.twilio.requestFor({ From: ADA, Body: "Hi" });
    const body = await request.text();
    const signature = request.headers.get("x-twilio-signature") ?? "";
    const forged = (signature.startsWith("x") ? "y" : "x") + signature.slice(1);
    for (const headers of [{ "x-twilio-signature": forged }, {}]) {
      const response = await bot.post(body, headers);
      expect(response.status).toBe(403);
      expect(await response.json()).toEqual({ error: "The signature does not match." });
    }
    const changed = body.replace("Body=Hi", "Body=Ho");
    expect((await bot.post(changed, { "x-twilio-signature": signature })).status).toBe(403);
    expect((await bot.post(body, { "x-twilio-signature": signature }, "/webhook?x=1")).status).toBe(
      403,
    );
    expect(bot.results).toEqual(["forged", "forged", "forged", "forged"]);
  });

  test("the log names both URLs and nothing personal", async () => {
    const signature = "c2VjcmV0c2lnbmF0dXJl";
    await bot.post(`From=${encodeURIComponent(ADA)}&Body=hush`, {
      "x-twilio-signature": signature,
      "x-forwarded-proto": "https",
      "x-forwarded-host": "other.example",
    });
    const told = bot.book.lines.join("\n");
    expect(told).toContain("https://bot.example/webhook");
    expect(told).toContain("https://other.example/webhook");
    for (const personal of ["4915112345678", "hush", signature]) {
      expect(told).not.toContain(personal);
    }
  });

  test.each(["MessageSid", "From", "To", "AccountSid"])("a form without %s", async (key) => {
    const response = await fetch(bot.twilio.requestFor({ From: ADA, [key]: undefined }));
    expect(response.status).toBe(400);
  });

  test("a message of another account, or from no address of WhatsApp's", async () => {
    expect((await bot.twilio.deliver({ From: ADA, AccountSid: "AC0" })).status).toBe(403);
    expect((await bot.twilio.deliver({ From: "sms:1" })).status).toBe(400);
    expect(bot.results).toEqual(["foreign-account", "malformed-parameter"]);
  });

  test("a key that is given twice, even when the last one signs", async () => {
    const request = bot.twilio.requestFor({ From: ADA, Body: "Hi" });
    const signature = request.headers.get("x-twilio-signature") ?? "";
    const body = `Body=evil&${await request.text()}`;
    const response = await bot.post(body, { "x-twilio-signature": signature });
    expect(response.status).toBe(400);
    expect(await response.text()).not.toContain("evil");
  });

  test("JSON, multipart and bodies without a type", async () => {
    for (const type of ["application/json", "multipart/form-data; boundary=x", "text/plain"]) {
      expect((await bot.post("{}", { "content-type": type })).status).toBe(415);
    }
    const untyped = await fetch(`${bot.origin}/webhook`, {
      method: "POST",
      body: new Uint8Array(3),
    });
    expect(untyped.status).toBe(415);
  });

  test("bodies over 64 KiB, declared or not", async () => {
    expect((await bot.post(`Body=${"x".repeat(65_536)}`)).status).toBe(413);
    const chunk = new TextEncoder().encode("x".repeat(8192));
    const response = await fetch(`${bot.origin}/webhook`, {
      method: "POST",
      headers: { "content-type": "application/x-www-form-urlencoded" },
      body: new ReadableStream({ pull: (controller) => controller.enqueue(chunk) }),
    });
    expect(response.status).toBe(413);
    expect((await bot.post("x".repeat(65_536))).status).toBe(403);
  });
});

test("no signed message can be split anew into another message", async () => {
  const request = bot.twilio.requestFor({
    From: ADA,
    Body: "hello",
    ExternalUserId: "whatsapp:DE.abc",
  });
  const params = Object.fromEntries(new URLSearchParams(await request.text()));
  const entries = Object.entries(params).sort(([a], [b]) => (a < b ? -1 : 1));
  const forgeries: Record<string, string>[] = [];
  for (const [index, [key, value]] of entries.entries()) {
    const [nextKey, nextValue] = entries[index + 1] ?? ["", ""];
    const { [key]: _, ...others } = params;
    const { [nextKey]: __, ...rest } = others;
    // The next parameter swallowed by this one's value, and letters moved across this one's "=".
    forgeries.push({ ...rest, [key]: value + nextKey + nextValue });
    for (let cut = 1; cut <= value.length; cut += 1) {
      forgeries.push({ ...others, [key + value.slice(0, cut)]: value.slice(cut) });
    }
    for (let cut = 1; cut < key.length; cut += 1) {
      forgeries.push({ ...others, [key.slice(0, cut)]: key.slice(cut) + value });
    }
  }
  const signature = signRequest(AUTH_TOKEN, `${PUBLIC_URL}/webhook`, params);
  for (const forged of forgeries) {
    await bot.post(new URLSearchParams(forged).toString(), { "x-twilio-signature": signature });
  }
  // What still passes is the same message by its sid, and so a duplicate.
  for (const { sid, from } of bot.received) {
    expect([sid, from]).toEqual([params["MessageSid"] ?? "", ADA]);
  }
  expect(bot.results.filter((result) => result === "queued")).not.toEqual([]);
  expect(bot.results).toContain("missing-parameter");
});
