import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import type { InboundMessage } from "../../src/core/message.ts";
import { createTwilioStandIn, type TwilioStandIn } from "../../src/simulator/twilio-stand-in.ts";
import { createTwilioMessenger } from "../../src/twilio/messenger.ts";
import type { DeliveryReport } from "../../src/twilio/parse-status.ts";
import { signRequest } from "../../src/twilio/sign-request.ts";
import { createTwilioWebhook } from "../../src/twilio/webhook.ts";
import { ACCOUNT_SID, ADA, AUTH_TOKEN, createLogBook, NUMBER, realClock } from "./fixtures.ts";

const PUBLIC_URL = "https://bot.example";

let received: InboundMessage[];
let reports: DeliveryReport[];
let results: string[];
let isAccepting: boolean;
let book: ReturnType<typeof createLogBook>;
let origin: string;
let twilio: TwilioStandIn;
let stopBot: () => Promise<unknown>;

beforeEach(() => {
  received = [];
  reports = [];
  results = [];
  isAccepting = true;
  book = createLogBook();
  const bot = createTwilioWebhook({
    authToken: AUTH_TOKEN,
    accountSid: ACCOUNT_SID,
    publicUrl: PUBLIC_URL,
    receive: async (message) => {
      received.push(message);
      return { outcome: isAccepting ? "queued" : "busy" };
    },
    recordStatus: async (report) => reports.push(report),
    onResult: (result) => results.push(result),
    log: book,
    clock: realClock,
  }).listen({ hostname: "127.0.0.1", port: 0 });
  stopBot = async () => bot.stop(true);
  origin = `http://127.0.0.1:${bot.server?.port}`;
  twilio = createTwilioStandIn({
    accountSid: ACCOUNT_SID,
    authToken: AUTH_TOKEN,
    number: NUMBER,
    webhookUrl: `${origin}/webhook`,
    publicUrl: PUBLIC_URL,
  });
});

afterEach(async () => {
  await twilio.stop();
  await stopBot();
});

function post(body: string, headers: Record<string, string> = {}, path = "/webhook") {
  return fetch(origin + path, {
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded", ...headers },
    body,
  });
}

function signedPost(params: Record<string, string>, path = "/webhook") {
  const signature = signRequest(AUTH_TOKEN, PUBLIC_URL + path, params);
  return post(new URLSearchParams(params).toString(), { "x-twilio-signature": signature }, path);
}

describe("a signed message", () => {
  test("is received and answered with an empty TwiML document", async () => {
    const request = twilio.requestFor({ From: ADA, Body: "Hi 👋" });
    const response = await fetch(request);
    expect(response.status).toBe(200);
    expect(response.headers.get("content-type")).toBe("text/xml");
    expect(await response.text()).toBe("<Response/>");
    expect(received).toMatchObject([{ from: ADA, text: "Hi 👋", type: "text" }]);
    expect(results).toEqual(["queued"]);
  });

  test("may hold any characters", async () => {
    const body = "a=b&c%20+ \u0000\u0007 مرحبا 👩‍👩‍👧 \u202E";
    await twilio.sendText({ from: ADA, body });
    await twilio.sendText({ from: ADA, body: "lone \uD800" });
    expect(received.map(({ text }) => text)).toEqual([body, "lone \uFFFD"]);
  });

  test("is sent back when there is no room for it", async () => {
    isAccepting = false;
    const response = await fetch(twilio.requestFor({ From: ADA }));
    expect(response.status).toBe(503);
    expect(response.headers.get("retry-after")).toBe("5");
    expect(results).toEqual(["busy"]);
  });

  test("is verified against the public URL, whatever Host and forwarding headers say", async () => {
    const request = twilio.requestFor({ From: ADA });
    request.headers.set("host", "evil.example");
    request.headers.set("x-forwarded-host", "evil.example");
    request.headers.set("x-forwarded-proto", "ftp");
    expect((await fetch(request)).status).toBe(200);
  });

  test("may be sent to a URL with a query, which is signed as it is", async () => {
    twilio.pointAt(`${origin}/webhook?from=a%2Fb%20c&x='`);
    expect((await twilio.sendText({ from: ADA, body: "Hi" })).status).toBe(200);
  });
});

describe("what Twilio did not send is refused, and nothing of it is received", () => {
  afterEach(() => expect(received).toEqual([]));

  test("a forged, changed or missing signature", async () => {
    const request = twilio.requestFor({ From: ADA, Body: "Hi" });
    const body = await request.text();
    const signature = request.headers.get("x-twilio-signature") ?? "";
    for (const headers of [{ "x-twilio-signature": `x${signature.slice(1)}` }, {}]) {
      const response = await post(body, headers);
      expect(response.status).toBe(403);
      expect(await response.json()).toEqual({ error: "The signature does not match." });
    }
    const changed = body.replace("Body=Hi", "Body=Ho");
    expect((await post(changed, { "x-twilio-signature": signature })).status).toBe(403);
    expect((await post(body, { "x-twilio-signature": signature }, "/webhook?x=1")).status).toBe(
      403,
    );
    expect(results).toEqual(["forged", "forged", "forged", "forged"]);
  });

  test("the log names both URLs and nothing personal", async () => {
    const signature = "c2VjcmV0c2lnbmF0dXJl";
    await post(`From=${encodeURIComponent(ADA)}&Body=hush`, {
      "x-twilio-signature": signature,
      "x-forwarded-proto": "https",
      "x-forwarded-host": "other.example",
    });
    const told = book.lines.join("\n");
    expect(told).toContain("https://bot.example/webhook");
    expect(told).toContain("https://other.example/webhook");
    for (const personal of ["4915112345678", "hush", signature]) {
      expect(told).not.toContain(personal);
    }
  });

  test.each(["MessageSid", "From", "To", "AccountSid"])("a form without %s", async (key) => {
    const response = await fetch(twilio.requestFor({ From: ADA, [key]: undefined }));
    expect(response.status).toBe(400);
  });

  test("a message of another account, or from no address of WhatsApp's", async () => {
    expect((await twilio.deliver({ From: ADA, AccountSid: "AC0" })).status).toBe(403);
    expect((await twilio.deliver({ From: "sms:1" })).status).toBe(400);
    expect(results).toEqual(["foreign-account", "malformed-parameter"]);
  });

  test("a key that is given twice, even when the last one signs", async () => {
    const request = twilio.requestFor({ From: ADA, Body: "Hi" });
    const signature = request.headers.get("x-twilio-signature") ?? "";
    const body = `Body=evil&${await request.text()}`;
    const response = await post(body, { "x-twilio-signature": signature });
    expect(response.status).toBe(400);
    expect(await response.text()).not.toContain("evil");
  });

  test("JSON, multipart and bodies without a type", async () => {
    for (const type of ["application/json", "multipart/form-data; boundary=x", "text/plain"]) {
      expect((await post("{}", { "content-type": type })).status).toBe(415);
    }
    const untyped = await fetch(`${origin}/webhook`, { method: "POST", body: new Uint8Array(3) });
    expect(untyped.status).toBe(415);
  });

  test("bodies over 64 KiB, declared or not", async () => {
    expect((await post(`Body=${"x".repeat(65_536)}`)).status).toBe(413);
    const chunk = new TextEncoder().encode("x".repeat(8192));
    const response = await fetch(`${origin}/webhook`, {
      method: "POST",
      headers: { "content-type": "application/x-www-form-urlencoded" },
      body: new ReadableStream({ pull: (controller) => controller.enqueue(chunk) }),
    });
    expect(response.status).toBe(413);
    expect((await post("x".repeat(65_536))).status).toBe(403);
  });
});

test("no signed message can be split anew into another message", async () => {
  const request = twilio.requestFor({
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
    await post(new URLSearchParams(forged).toString(), { "x-twilio-signature": signature });
  }
  // What still passes is the same message by its sid, and so a duplicate.
  for (const { sid, from } of received) {
    expect([sid, from]).toEqual([params["MessageSid"] ?? "", ADA]);
  }
  expect(results.filter((result) => result === "queued")).not.toEqual([]);
  expect(results).toContain("missing-parameter");
});

describe("GET /webhook", () => {
  test("says how to configure Twilio", async () => {
    const response = await fetch(`${origin}/webhook`);
    expect(response.status).toBe(200);
    expect(response.headers.get("content-type")).toStartWith("text/plain");
    expect(await response.text()).toContain("POST");
  });

  test("says that the method is wrong when it is Twilio who calls", async () => {
    const path = "/webhook?Body=Hi+there&From=whatsapp%3A%2B4915112345678";
    const signature = signRequest(AUTH_TOKEN, PUBLIC_URL + path, {});
    const signed = await fetch(origin + path, { headers: { "x-twilio-signature": signature } });
    expect(await signed.text()).toContain("set the method to POST");
    const forged = await fetch(origin + path, { headers: { "x-twilio-signature": "x" } });
    expect(await forged.text()).not.toContain("set the method to POST");
    expect(book.lines.join("\n")).not.toContain("4915112345678");
    expect(received).toEqual([]);
  });
});

describe("delivery reports", () => {
  test("come back to the send that they are about", async () => {
    const messenger = createTwilioMessenger({
      accountSid: ACCOUNT_SID,
      authToken: AUTH_TOKEN,
      from: NUMBER,
      apiBaseUrl: twilio.url,
      publicUrl: PUBLIC_URL,
      log: book,
      clock: realClock,
    });
    const { sid } = await messenger.send({ to: ADA, body: "Hi", mediaUrl: null, nonce: "a/b c" });
    await twilio.settled();
    await twilio.reportStatus(sid, "undelivered", 63016);
    expect(reports).toEqual([
      { nonce: "a/b c", sid, status: "accepted", errorCode: null },
      { nonce: "a/b c", sid, status: "sent", errorCode: null },
      { nonce: "a/b c", sid, status: "delivered", errorCode: null },
      { nonce: "a/b c", sid, status: "failed", errorCode: "63016" },
    ]);
    expect(twilio.journal.webhooks.map(({ status }) => status)).toEqual([204, 204, 204, 204]);
  });

  test("are refused when they are not signed, of another account, or broken", async () => {
    const path = "/webhook/status?o=n1";
    const report = { MessageSid: "SM1", MessageStatus: "sent", AccountSid: ACCOUNT_SID };
    expect((await signedPost(report, path)).status).toBe(204);
    expect((await post(new URLSearchParams(report).toString(), {}, path)).status).toBe(403);
    expect((await signedPost({ ...report, AccountSid: "AC0" }, path)).status).toBe(403);
    expect((await signedPost({ AccountSid: ACCOUNT_SID }, path)).status).toBe(400);
    expect((await post("{}", { "content-type": "application/json" }, path)).status).toBe(415);
    expect(reports).toHaveLength(1);
  });
});
