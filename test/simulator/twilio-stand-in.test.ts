import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import twilio from "twilio";
import { validateRequest } from "twilio/lib/webhooks/webhooks";
import type { StandInEvent } from "../../src/simulator/twilio/journal.ts";
import {
  createTwilioStandIn,
  type TwilioStandIn,
  type TwilioStandInOptions,
} from "../../src/simulator/twilio-stand-in.ts";

const ACCOUNT_SID = "AC00112233445566778899aabbccddeeff";
const AUTH_TOKEN = "a-token-of-the-tests";
const NUMBER = "whatsapp:+14155238886";
const ADA = "whatsapp:+4915112345678";
const PUBLIC_URL = "https://bot.example";

interface Seen {
  readonly url: string;
  readonly headers: Headers;
  readonly params: Record<string, string>;
}

let seen: Seen[];
let standIn: TwilioStandIn;

function start(options: Partial<TwilioStandInOptions> = {}): TwilioStandIn {
  return createTwilioStandIn({
    accountSid: ACCOUNT_SID,
    authToken: AUTH_TOKEN,
    number: NUMBER,
    webhookUrl: "http://127.0.0.1:8000/webhook?a=1",
    publicUrl: PUBLIC_URL,
    post: async (request) => {
      const params = Object.fromEntries(new URLSearchParams(await request.text()));
      seen.push({ url: request.url, headers: request.headers, params });
      return new Response("<Response/>", { status: 200 });
    },
    ...options,
  });
}

/** Twilio's own client, to hold the stand-in against what the real one expects. */
function createClient({ url }: TwilioStandIn) {
  const client = twilio(ACCOUNT_SID, AUTH_TOKEN);
  client.api.baseUrl = url;
  client.messaging.baseUrl = url;
  return client;
}

function create(form: Record<string, string>): Promise<Response> {
  return fetch(`${standIn.url}/2010-04-01/Accounts/${ACCOUNT_SID}/Messages.json`, {
    method: "POST",
    headers: { authorization: `Basic ${btoa(`${ACCOUNT_SID}:${AUTH_TOKEN}`)}` },
    body: new URLSearchParams(form),
  });
}

const send = (body: string) => create({ To: ADA, From: NUMBER, Body: body });
const isSigned = ({ headers, params }: Seen, url: string) =>
  validateRequest(AUTH_TOKEN, headers.get("x-twilio-signature") ?? "", url, params);

const reported = () => seen.map(({ params }) => params["MessageStatus"]);

beforeEach(() => {
  seen = [];
  standIn = start();
});

afterEach(() => standIn.stop());

describe("a phone's message", () => {
  test("comes with every parameter that Twilio sends, signed over the public URL", async () => {
    const { sid, status, body } = await standIn.sendText({ from: ADA, body: "Hi 👋" });
    expect([status, body]).toEqual([200, "<Response/>"]);
    expect(sid).toMatch(/^SM[0-9a-f]{32}$/);
    const [webhook] = seen;
    if (!webhook) throw new Error("nothing was posted");
    expect(webhook.url).toBe("http://127.0.0.1:8000/webhook?a=1");
    expect(webhook.headers.get("i-twilio-idempotency-token")).toBeString();
    expect(isSigned(webhook, `${PUBLIC_URL}/webhook?a=1`)).toBe(true);
    expect(webhook.params).toEqual({
      SmsMessageSid: sid,
      NumMedia: "0",
      ProfileName: "Ada",
      MessageType: "text",
      SmsSid: sid,
      WaId: "4915112345678",
      SmsStatus: "received",
      Body: "Hi 👋",
      To: NUMBER,
      NumSegments: "1",
      ReferralNumMedia: "0",
      MessageSid: sid,
      AccountSid: ACCOUNT_SID,
      ApiVersion: "2010-04-01",
      From: ADA,
    });
  });

  test("may come from a person who hides the number", async () => {
    const from = "whatsapp:DE.abc";
    await standIn.sendText({ from, externalUserId: from, body: "Hi", profileName: "Bo" });
    expect(seen[0]?.params).toMatchObject({ From: from, ExternalUserId: from, ProfileName: "Bo" });
    expect(seen[0]?.params).not.toHaveProperty("WaId");
  });

  test("may be a place, a button, a quote, a forward or a contact", async () => {
    const first = await standIn.sendText({ from: ADA, body: "Hi" });
    await standIn.sendLocation({ from: ADA, latitude: 52.5, longitude: 13.4, label: "Bakery" });
    await standIn.pressButton({ from: ADA, text: "Yes", payload: "yes-1" });
    await standIn.sendText({ from: ADA, body: "?", quotedSid: first.sid, forwarded: "often" });
    await standIn.sendContact({ from: ADA, vcard: "BEGIN:VCARD\nEND:VCARD" });
    const [, place, button, quote, contact] = seen.map(({ params }) => params);
    expect(place).toMatchObject({
      MessageType: "location",
      Latitude: "52.5",
      Longitude: "13.4",
      Label: "Bakery",
      Body: "",
    });
    expect(button).toMatchObject({
      MessageType: "button",
      ButtonText: "Yes",
      ButtonPayload: "yes-1",
    });
    expect(quote).toMatchObject({
      OriginalRepliedMessageSid: first.sid,
      OriginalRepliedMessageSender: ADA,
      FrequentlyForwarded: "true",
    });
    expect(contact).toMatchObject({
      MessageType: "contacts",
      NumMedia: "1",
      MediaContentType0: "text/vcard",
    });
  });

  test("is repeated to the letter, and listed once", async () => {
    const { sid } = await standIn.sendText({ from: ADA, body: "Hi" });
    await standIn.repeat(sid);
    expect(seen).toHaveLength(2);
    expect(seen[1]?.params).toEqual(seen[0]?.params ?? {});
    expect(seen[1]?.headers.toJSON()).toEqual(seen[0]?.headers.toJSON() ?? {});
    expect(standIn.journal.inbound).toHaveLength(1);
  });

  test("to a bot that is down is an outcome and stays in Twilio's list", async () => {
    await standIn.stop();
    standIn = createTwilioStandIn({
      accountSid: ACCOUNT_SID,
      authToken: AUTH_TOKEN,
      number: NUMBER,
      webhookUrl: "http://127.0.0.1:1/webhook",
    });
    const { sid, status } = await standIn.sendText({ from: ADA, body: "Hi" });
    expect(status).toBeNull();
    expect(standIn.journal.webhooks).toMatchObject([{ kind: "message", sid, status: null }]);
    const listed = await createClient(standIn).messages.list({ to: NUMBER });
    expect(listed).toMatchObject([{ sid, direction: "inbound", status: "received", body: "Hi" }]);
  });
});

describe("attachments", () => {
  test("are given to the account only, and by another origin that sees no credentials", async () => {
    const bytes = new Uint8Array([1, 2, 3]);
    const { sid } = await standIn.sendMedia({ from: ADA, bytes, contentType: "image/png" });
    expect(sid).toStartWith("MM");
    const url = seen[0]?.params["MediaUrl0"] ?? "";
    expect((await fetch(url)).status).toBe(401);
    const authorization = `Basic ${btoa(`${ACCOUNT_SID}:${AUTH_TOKEN}`)}`;
    const redirect = await fetch(url, { headers: { authorization }, redirect: "manual" });
    expect(redirect.status).toBe(307);
    const location = redirect.headers.get("location") ?? "";
    expect(location).toStartWith(standIn.mediaUrl);
    const content = await fetch(location);
    expect(content.headers.get("content-type")).toBe("image/png");
    expect(await content.bytes()).toEqual(bytes);
    expect(
      standIn.journal.calls.map((call) => [call.server, call.status, call.hasAuthorization]),
    ).toEqual([
      ["api", 401, false],
      ["api", 307, true],
      ["media", 200, false],
    ]);
  });

  test("can be described and deleted by Twilio's client", async () => {
    const bytes = new Uint8Array(1);
    const { sid } = await standIn.sendMedia({ from: ADA, bytes, contentType: "audio/ogg" });
    const mediaSid = seen[0]?.params["MediaUrl0"]?.split("/").at(-1) ?? "";
    const media = createClient(standIn).messages(sid).media(mediaSid);
    expect(await media.fetch()).toMatchObject({ sid: mediaSid, contentType: "audio/ogg" });
    expect(await media.remove()).toBe(true);
    expect(await media.fetch().catch((error: unknown) => error)).toMatchObject({ status: 404 });
  });
});

describe("Twilio's own client", () => {
  test("creates, fetches, lists, pages and deletes messages", async () => {
    const client = createClient(standIn);
    const created = await client.messages.create({
      to: ADA,
      from: NUMBER,
      body: "one",
      statusCallback: `${PUBLIC_URL}/webhook/status?o=n1`,
    });
    expect(created).toMatchObject({ status: "queued", body: "one", direction: "outbound-api" });
    expect(created.dateCreated).toBeInstanceOf(Date);
    expect(created.dateCreated.getMilliseconds()).toBe(0);
    await send("two");
    await send("three");
    const listed = await client.messages.list({ to: ADA, from: NUMBER, pageSize: 2 });
    expect(listed.map(({ body }) => body)).toEqual(["three", "two", "one"]);
    expect(await client.messages(created.sid).fetch()).toMatchObject({ sid: created.sid });
    expect(await client.messages(created.sid).remove()).toBe(true);
    expect(await client.messages.list({ to: ADA })).toHaveLength(2);
  });

  test("shows the typing indicator", async () => {
    const { sid } = await standIn.sendText({ from: ADA, body: "Hi" });
    const typing = { channel: "whatsapp", messageId: sid } as const;
    const shown = await createClient(standIn).messaging.v2.typingIndicator.create(typing);
    expect(shown.success).toBe(true);
    expect(standIn.journal.typing).toMatchObject([{ messageSid: sid }]);
  });

  test("is refused as Twilio refuses it", async () => {
    const stranger = twilio(ACCOUNT_SID, "wrong");
    stranger.api.baseUrl = standIn.url;
    const error = await stranger.messages.list().catch((reason: unknown) => reason);
    expect(error).toMatchObject({ status: 401, code: 20003 });
  });
});

test.each<[string, number, Record<string, string>]>([
  ["to nobody", 21604, { From: NUMBER, Body: "x" }],
  ["from nobody", 21603, { To: ADA, Body: "x" }],
  ["with nothing in it", 21602, { To: ADA, From: NUMBER }],
  ["of 1601 characters", 21617, { To: ADA, From: NUMBER, Body: "x".repeat(1601) }],
  ["to no address of WhatsApp's", 21211, { To: "+4915112345678", From: NUMBER, Body: "x" }],
  ["from another number", 63007, { To: ADA, From: "whatsapp:+1", Body: "x" }],
  ["reported to nowhere", 21609, { To: ADA, From: NUMBER, Body: "x", StatusCallback: "nowhere" }],
  ["of a local file", 21620, { To: ADA, From: NUMBER, MediaUrl: "file:///etc/passwd" }],
])("a send %s is refused with Twilio's code %d", async (_, code, form) => {
  const response = await create(form);
  expect(response.status).toBe(400);
  expect(await response.json()).toMatchObject({ code, status: 400 });
  expect(standIn.journal.messages).toEqual([]);
});

describe("delivery reports", () => {
  const form = {
    To: ADA,
    From: NUMBER,
    Body: "Hi",
    StatusCallback: `${PUBLIC_URL}/webhook/status?o=n1`,
  };

  test("come in order, signed, at the webhook's real address", async () => {
    await create(form);
    await standIn.settled();
    expect(reported()).toEqual(["queued", "sent", "delivered"]);
    expect(seen[0]?.url).toBe("http://127.0.0.1:8000/webhook/status?o=n1");
    expect(seen.every((webhook) => isSigned(webhook, form.StatusCallback))).toBe(true);
    expect(standIn.journal.messages).toMatchObject([{ nonce: "n1", status: "delivered" }]);
  });

  test("come before the answer, in any order, or not at all, as a test wishes", async () => {
    await standIn.stop();
    standIn = start({ callbacks: "shuffled", areCallbacksFirst: true, random: countdown() });
    await create(form);
    expect(reported()).toEqual(["delivered", "sent", "queued"]);
    await standIn.stop();
    seen = [];
    standIn = start({ callbacks: "none" });
    await create(form);
    await standIn.settled();
    expect(seen).toEqual([]);
  });

  test("tell of reading and of failing on demand", async () => {
    await create(form);
    await standIn.settled();
    const { sid } = await standIn.journal.waitForMessage(({ to }) => to === ADA);
    await standIn.reportStatus(sid, "read");
    await standIn.reportStatus(sid, "failed", 63018);
    expect(seen.at(-2)?.params).toMatchObject({ MessageSid: sid, MessageStatus: "read" });
    expect(seen.at(-1)?.params).toMatchObject({ MessageStatus: "failed", ErrorCode: "63018" });
  });
});

describe("faults", () => {
  test("come as often as asked for, for the call they are meant for", async () => {
    standIn.faults.next({ on: "create", kind: "429", times: 2, retryAfter: "3" });
    standIn.faults.next({ on: "create", kind: "code", code: 63016, status: 400 });
    const statuses: number[] = [];
    for (const body of ["a", "b", "c", "d"]) statuses.push((await send(body)).status);
    expect(statuses).toEqual([429, 429, 400, 201]);
    expect(standIn.journal.messages.map(({ body }) => body)).toEqual(["d"]);
  });

  test("cut the connection before or after the message is made", async () => {
    standIn.faults.next({ on: "create", kind: "refused" });
    standIn.faults.next({ on: "create", kind: "lost-response" });
    for (const body of ["never", "made"]) {
      const error = await send(body).catch((reason: unknown) => reason);
      expect(error).toMatchObject({ code: "ECONNRESET" });
    }
    expect(standIn.journal.messages.map(({ body }) => body)).toEqual(["made"]);
    expect(standIn.journal.calls.map(({ status }) => status)).toEqual([null, null]);
    expect((await send("after")).status).toBe(201);
  });

  test("slow an answer down, but not the message", async () => {
    const asked = Promise.withResolvers<() => void>();
    await standIn.stop();
    standIn = start({
      clock: {
        now: () => 1_800_000_000_123,
        after(_, task) {
          asked.resolve(task);
          return () => {};
        },
      },
    });
    standIn.faults.next({ on: "create", kind: "slow", ms: 60_000 });
    const answer = send("slow");
    const goOn = await asked.promise;
    expect(standIn.journal.messages.map(({ body }) => body)).toEqual(["slow"]);
    goOn();
    const response = await answer;
    expect(response.headers.get("date")).toBe("Fri, 15 Jan 2027 08:00:00 GMT");
    expect(await response.json()).toMatchObject({
      date_created: "Fri, 15 Jan 2027 08:00:00 +0000",
    });
  });
});

describe("the journal", () => {
  test("tells a listener of everything until it leaves", async () => {
    const events: StandInEvent["kind"][] = [];
    const leave = standIn.journal.subscribe(({ kind }) => events.push(kind));
    await standIn.sendText({ from: ADA, body: "Hi" });
    await send("Hello");
    await standIn.settled();
    leave();
    await send("unheard");
    expect(new Set(events)).toEqual(new Set(["inbound", "webhook", "outbound", "status", "call"]));
    expect(events.filter((kind) => kind === "outbound")).toHaveLength(1);
  });

  test("waits for a message that is yet to come, and says so when none does", async () => {
    const waiting = standIn.journal.waitForMessage(({ body }) => body === "late");
    await send("early");
    await send("late");
    expect((await waiting).body).toBe("late");
    const never = standIn.journal.waitForMessage(({ body }) => body === "never", 5);
    expect(await never.catch((error: unknown) => String(error))).toContain("of 2 sent");
  });
});

test("a stand-in that is stopped no longer listens", async () => {
  await standIn.stop();
  expect(await send("Hi").catch((error: unknown) => error)).toMatchObject({ code: "ECONNREFUSED" });
});

/** Numbers that fall, so that a shuffle turns the order round. */
function countdown(): () => number {
  let next = 1;
  return () => (next *= 0.99);
}
