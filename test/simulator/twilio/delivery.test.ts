import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { createTwilioStandIn, type TwilioStandIn } from "../../../src/simulator/twilio-stand-in.ts";
import {
  ACCOUNT_SID,
  ADA,
  AUTH_TOKEN,
  createClient,
  isSigned,
  NUMBER,
  PUBLIC_URL,
  type Seen,
  startStandIn,
} from "../stand-in-setup.ts";

let seen: Seen[];
let standIn: TwilioStandIn;

beforeEach(() => {
  seen = [];
  standIn = startStandIn(seen);
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

  test("may come from a user who hides the number", async () => {
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
