import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { textPart } from "../../../src/core/reply-part.ts";
import { createTwilioMessenger } from "../../../src/channels/twilio/messenger.ts";
import { signRequest } from "../../../src/channels/twilio/sign-request.ts";
import { ACCOUNT_SID, ADA, AUTH_TOKEN, NUMBER, realClock } from "./fixtures.ts";
import { PUBLIC_URL, setUpWebhook, type WebhookSetup } from "./webhook-setup.ts";

let bot: WebhookSetup;

beforeEach(() => {
  bot = setUpWebhook();
});

afterEach(() => bot.stop());

function signedPost(params: Record<string, string>, path: string) {
  const signature = signRequest(AUTH_TOKEN, PUBLIC_URL + path, params);
  const headers = { "x-twilio-signature": signature };
  return bot.post(new URLSearchParams(params).toString(), headers, path);
}

describe("a signed message", () => {
  test("is received and answered with an empty TwiML document", async () => {
    const request = bot.twilio.requestFor({ From: ADA, Body: "Hi 👋" });
    const response = await fetch(request);
    expect(response.status).toBe(200);
    expect(response.headers.get("content-type")).toBe("text/xml");
    expect(await response.text()).toBe("<Response/>");
    expect(bot.received).toMatchObject([{ from: ADA, text: "Hi 👋", type: "text" }]);
    expect(bot.results).toEqual(["queued"]);
  });

  test("may hold any characters", async () => {
    const body = "a=b&c%20+ \u0000\u0007 مرحبا 👩‍👩‍👧 \u202E";
    await bot.twilio.sendText({ from: ADA, body });
    await bot.twilio.sendText({ from: ADA, body: "lone \uD800" });
    expect(bot.received.map(({ text }) => text)).toEqual([body, "lone \uFFFD"]);
  });

  test("is refused when there is no room for it", async () => {
    bot.isAccepting = false;
    const response = await fetch(bot.twilio.requestFor({ From: ADA }));
    expect(response.status).toBe(503);
    expect(response.headers.get("retry-after")).toBe("5");
    expect(bot.results).toEqual(["busy"]);
  });

  test("may be sent to a URL with a query, which is signed as it is", async () => {
    bot.twilio.pointAt(`${bot.origin}/webhook?from=a%2Fb%20c&x='`);
    expect((await bot.twilio.sendText({ from: ADA, body: "Hi" })).status).toBe(200);
  });
});

describe("a message to another number than ours", () => {
  const another = { From: ADA, Body: "hush", To: "whatsapp:+15550001111" };

  test("is not answered from ours, and the log names the setting", async () => {
    await fetch(bot.twilio.requestFor(another));
    expect(bot.received).toEqual([]);
    expect(bot.results).toEqual(["foreign-number"]);
    const log = bot.book.lines.join();
    expect(log).toContain("TWILIO_WHATSAPP_NUMBER");
    expect(log).not.toContain("hush");
    expect(log).not.toMatch(/15550001111|4915112345678/);
  });

  test("is acknowledged with an empty response, so that Twilio neither retries nor sends anything", async () => {
    const response = await fetch(bot.twilio.requestFor(another));
    expect([response.status, await response.text()]).toEqual([200, "<Response/>"]);
  });

  test("is accepted in the other spelling of our number", async () => {
    const mexican = setUpWebhook("whatsapp:+525512345678");
    await fetch(mexican.twilio.requestFor({ From: ADA, To: "whatsapp:+5215512345678" }));
    await fetch(mexican.twilio.requestFor({ From: ADA, To: "whatsapp:+525512345679" }));
    expect(mexican.results).toEqual(["queued", "foreign-number"]);
    await mexican.stop();
  });
});

// Forgeries of every kind are in test/security.
describe("a request that Twilio did not send is refused, and nothing of it is received", () => {
  afterEach(() => expect(bot.received).toEqual([]));

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

describe("GET /webhook", () => {
  test("explains how to configure Twilio", async () => {
    const response = await fetch(`${bot.origin}/webhook`);
    expect(response.status).toBe(200);
    expect(response.headers.get("content-type")).toStartWith("text/plain");
    expect(await response.text()).toContain("POST");
  });

  test("explains that the method is wrong when Twilio calls", async () => {
    const path = "/webhook?Body=Hi+there&From=whatsapp%3A%2B4915112345678";
    const signature = signRequest(AUTH_TOKEN, PUBLIC_URL + path, {});
    const signed = await fetch(bot.origin + path, { headers: { "x-twilio-signature": signature } });
    expect(await signed.text()).toContain("set the method to POST");
    const forged = await fetch(bot.origin + path, { headers: { "x-twilio-signature": "x" } });
    expect(await forged.text()).not.toContain("set the method to POST");
    expect(bot.book.lines).not.toEqual([]);
    expect(bot.book.lines.join("\n")).not.toContain("4915112345678");
    expect(bot.received).toEqual([]);
  });
});

describe("delivery reports", () => {
  test("are assigned to their send", async () => {
    const messenger = createTwilioMessenger({
      accountSid: ACCOUNT_SID,
      authToken: AUTH_TOKEN,
      address: NUMBER,
      apiBaseUrl: bot.twilio.url,
      publicUrl: PUBLIC_URL,
      reminderTemplate: null,
      log: bot.book,
      clock: realClock,
    });
    const { sid } = await messenger.send({
      to: ADA,
      from: NUMBER,
      content: textPart("Hi"),
      nonce: "a/b c",
    });
    await bot.twilio.settled();
    await bot.twilio.reportStatus(sid, "undelivered", 63016);
    const report = { nonce: "a/b c", sid, errorCode: null, reason: null, isPassing: false };
    expect(bot.reports).toEqual([
      { ...report, status: "accepted" },
      { ...report, status: "sent" },
      { ...report, status: "delivered" },
      { ...report, status: "failed", errorCode: "63016", reason: "window-closed" },
    ]);
    expect(bot.twilio.journal.webhooks.map(({ status }) => status)).toEqual([204, 204, 204, 204]);
  });

  test("are refused when they are not signed, of another account, or broken", async () => {
    const path = "/webhook/status?o=n1";
    const report = { MessageSid: "SM1", MessageStatus: "sent", AccountSid: ACCOUNT_SID };
    expect((await signedPost(report, path)).status).toBe(204);
    expect((await bot.post(new URLSearchParams(report).toString(), {}, path)).status).toBe(403);
    expect((await signedPost({ ...report, AccountSid: "AC0" }, path)).status).toBe(403);
    expect((await signedPost({ AccountSid: ACCOUNT_SID }, path)).status).toBe(400);
    expect((await bot.post("{}", { "content-type": "application/json" }, path)).status).toBe(415);
    expect(bot.reports).toHaveLength(1);
  });
});
