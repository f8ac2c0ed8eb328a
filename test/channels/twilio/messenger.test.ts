import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { PermanentError, SendUncertain, TransientError } from "../../../src/core/errors.ts";
import type { Clock } from "../../../src/core/ports.ts";
import { ADA, AUTH_TOKEN, NUMBER } from "./fixtures.ts";
import { failureOf, type MessengerSetup, part, setUpMessenger } from "./messenger-setup.ts";

const FIVE_MINUTES_MS = 300_000;

let twilio: MessengerSetup["twilio"];
let book: MessengerSetup["book"];
let messenger: MessengerSetup["messenger"];
let messengerFor: MessengerSetup["messengerFor"];

beforeEach(() => {
  ({ twilio, book, messenger, messengerFor } = setUpMessenger());
});

afterEach(() => twilio.stop());

describe("a send that works", () => {
  test("reaches the user word for word, with a callback that names the send", async () => {
    const body = "Здравствуйте & *hello* 👋 +1 100% =?\n\nשלום";
    const { sid } = await messenger.send(part(body));
    expect(twilio.journal.messages).toMatchObject([
      {
        sid,
        to: ADA,
        from: NUMBER,
        body,
        nonce: "n-1",
        statusCallback: "https://bot.example/webhook/status?o=n-1",
      },
    ]);
  });

  test("leaves out what Twilio refuses and nothing else", async () => {
    await messenger.send(part("a\u0000b\u001Bc\uD800d\uFFFEe\tf\n👋\u200D\u202E"));
    expect(twilio.journal.messages[0]?.body).toBe("abcde\tf\n👋\u200D\u202E");
  });

  test("reaches a user who hides the number, and may be an attachment alone", async () => {
    const to = "whatsapp:DE.abc";
    await messenger.send({ ...part("", "a-token"), to });
    await messenger.send(part("A cat.", "another"));
    expect(twilio.journal.messages).toMatchObject([
      { to, body: "", mediaUrls: ["https://bot.example/media/a-token"] },
      { body: "A cat.", mediaUrls: ["https://bot.example/media/another"] },
    ]);
  });
});

describe("a send that certainly failed is temporary", () => {
  test("when Twilio has too many requests, with the wait it asks for", async () => {
    twilio.faults.next({ on: "create", kind: "429", retryAfter: "7" });
    const error = await failureOf(messenger.send(part("Hi")));
    expect(error).toBeInstanceOf(TransientError);
    expect(error).toMatchObject({ code: "20429", retryAfterMs: 7000 });
    expect(twilio.journal.messages).toHaveLength(0);
  });

  test("with a wait given as a date, and never more than five minutes", async () => {
    const date = new Date(Date.now() + 60_000).toUTCString();
    twilio.faults.next({ on: "create", kind: "429", retryAfter: date });
    const dated = await failureOf(messenger.send(part("Hi")));
    const waitMs = dated instanceof TransientError ? (dated.retryAfterMs ?? 0) : 0;
    expect(waitMs).toBeWithin(50_000, 61_000);
    for (const [retryAfter, retryAfterMs] of [
      ["86400", FIVE_MINUTES_MS],
      ["Mon, 01 Jan 2001 00:00:00 GMT", 0],
      ["soon", null],
    ] as const) {
      twilio.faults.next({ on: "create", kind: "429", retryAfter });
      expect(await failureOf(messenger.send(part("Hi")))).toMatchObject({ retryAfterMs });
    }
  });

  test.each([63018, 63019, 30008])("when WhatsApp is busy (%d)", async (code) => {
    twilio.faults.next({ on: "create", kind: "code", code, status: 400 });
    const error = await failureOf(messenger.send(part("Hi")));
    expect(error).toBeInstanceOf(TransientError);
  });

  test.each([
    [63038, 429],
    [14107, 400],
  ])("when Twilio holds us back for a while (%d)", async (code, status) => {
    twilio.faults.next({ on: "create", kind: "code", code, status });
    const error = await failureOf(messenger.send(part("Hi")));
    expect(error).toBeInstanceOf(TransientError);
    expect(error).toMatchObject({ code: String(code), retryAfterMs: FIVE_MINUTES_MS });
  });

  test("when no server listens there, or its name is unknown", async () => {
    const { url } = twilio;
    await twilio.stop();
    for (const origin of [url, "http://twilio.invalid"]) {
      const error = await failureOf(messengerFor(origin).send(part("Hi")));
      expect(error).toBeInstanceOf(TransientError);
      expect(error).toHaveProperty("cause");
    }
  });
});

describe("a send that Twilio refuses is not tried again", () => {
  test.each([
    [63016, 400],
    [63015, 400],
    [21211, 400],
    [21610, 400],
    [21654, 400],
    [20003, 401],
    [20404, 404],
  ])("with code %d", async (code, status) => {
    twilio.faults.next({ on: "create", kind: "code", code, status });
    const error = await failureOf(messenger.send(part("Hi")));
    expect(error).toBeInstanceOf(PermanentError);
    expect(error).toMatchObject({ code: String(code) });
    expect(twilio.journal.calls).toHaveLength(1);
  });

  test("when it is too long, or empty", async () => {
    expect(await failureOf(messenger.send(part("x".repeat(1601))))).toMatchObject({
      code: "21617",
    });
    expect(await failureOf(messenger.send(part("")))).toMatchObject({ code: "21602" });
    await messenger.send(part("x".repeat(1_600)));
  });
});

describe("a send that may have succeeded is uncertain", () => {
  test.each(["500", "lost-response", "refused", "garbled"] as const)("after %p", async (kind) => {
    twilio.faults.next({ on: "create", kind });
    const error = await failureOf(messenger.send(part("Hi")));
    expect(error).toBeInstanceOf(SendUncertain);
    const wasSent = kind === "lost-response" || kind === "garbled";
    expect(twilio.journal.messages).toHaveLength(wasSent ? 1 : 0);
    expect(twilio.journal.calls).toHaveLength(1);
  });

  test("when there is no answer within ten seconds", async () => {
    const deadlines: { delayMs: number; task: () => void }[] = [];
    const clock: Clock = {
      now: () => Date.now(),
      after(delayMs, task) {
        deadlines.push({ delayMs, task });
        return () => {};
      },
    };
    twilio.faults.next({ on: "create", kind: "slow", ms: 60_000 });
    const attempt = failureOf(messengerFor(twilio.url, clock).send(part("Hi")));
    await twilio.journal.waitForMessage(() => true);
    expect(deadlines.map(({ delayMs }) => delayMs)).toEqual([10_000]);
    deadlines[0]?.task();
    expect(await attempt).toBeInstanceOf(SendUncertain);
  });

  test("when the answer is a redirect, which our credentials do not follow", async () => {
    const server = Bun.serve({
      port: 0,
      hostname: "127.0.0.1",
      fetch: () => Response.redirect(twilio.url, 307),
    });
    const error = await failureOf(messengerFor(server.url.origin).send(part("Hi")));
    await server.stop(true);
    expect(error).toBeInstanceOf(SendUncertain);
    expect(twilio.journal.calls).toHaveLength(0);
  });
});

describe("the sign that an answer is being written", () => {
  test("is shown on the message that is answered", async () => {
    const { sid } = await twilio.sendText({ from: ADA, body: "Hi" });
    await messenger.showTyping(sid);
    expect(twilio.journal.typing).toMatchObject([{ messageSid: sid }]);
  });

  test("fails in our own words", async () => {
    expect(await failureOf(messenger.showTyping("SM0"))).toBeInstanceOf(PermanentError);
    twilio.faults.next({ on: "typing", kind: "500" });
    expect(await failureOf(messenger.showTyping("SM0"))).toBeInstanceOf(SendUncertain);
  });
});

test("neither numbers nor texts nor the token reach the log or an error", async () => {
  twilio.faults.next({ on: "create", kind: "code", code: 21211, status: 400 });
  const refused = await failureOf(messenger.send(part("my secret")));
  twilio.faults.next({ on: "create", kind: "refused" });
  const broken = await failureOf(messenger.send(part("my secret")));
  const told = book.lines.join("\n") + Bun.inspect(refused) + Bun.inspect(broken);
  expect(told).toContain("21211");
  expect(told).toContain("ECONNRE");
  for (const secret of [
    ADA.slice(-8),
    NUMBER.slice(-8),
    "my secret",
    AUTH_TOKEN,
    btoa(AUTH_TOKEN),
  ]) {
    expect(told).not.toContain(secret);
  }
});
