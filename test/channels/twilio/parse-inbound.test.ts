import { describe, expect, test } from "bun:test";
import * as fc from "fast-check";
import { parseInbound } from "../../../src/channels/twilio/parse-inbound.ts";
import { ACCOUNT_SID, ADA, NUMBER, SID } from "./fixtures.ts";

const required = { MessageSid: SID, From: ADA, To: NUMBER, AccountSid: ACCOUNT_SID };

function parse(params: Record<string, string>) {
  const parsed = parseInbound({ ...required, ...params }, ACCOUNT_SID);
  if ("fault" in parsed) throw new Error(parsed.fault);
  return parsed.message;
}

function faultOf(params: Record<string, string>) {
  const parsed = parseInbound(params, ACCOUNT_SID);
  return "fault" in parsed ? parsed.fault : null;
}

test("a text is read with who wrote it", () => {
  expect(
    parse({
      SmsMessageSid: SID,
      SmsSid: SID,
      NumMedia: "0",
      ProfileName: " Ada ",
      MessageType: "text",
      WaId: "4915112345678",
      ExternalUserId: "whatsapp:DE.abc123",
      SmsStatus: "received",
      Body: "Hi",
      NumSegments: "1",
      ReferralNumMedia: "0",
      ApiVersion: "2010-04-01",
    }),
  ).toEqual({
    sid: SID,
    from: ADA,
    to: NUMBER,
    identity: { phoneNumber: ADA, externalUserId: "whatsapp:DE.abc123" },
    profileName: "Ada",
    type: "text",
    text: "Hi",
    attachments: [],
    location: null,
    quotedSid: null,
    isForwarded: false,
    raw: {},
  });
});

function parseMedia(type: string, messageType?: string) {
  return parse({
    NumMedia: "1",
    MediaUrl0: "https://api.twilio.com/media/0",
    MediaContentType0: type,
    ...(messageType && { MessageType: messageType }),
  });
}

describe("who wrote", () => {
  test("a person who hides the number is known by the username id and answered there", () => {
    const message = parse({ From: "whatsapp:US.1349120865530274", Body: "Hi" });
    expect(message.from).toBe("whatsapp:US.1349120865530274");
    expect(message.identity).toEqual({
      phoneNumber: null,
      externalUserId: "whatsapp:US.1349120865530274",
    });
  });

  test("a number that comes beside the username id is kept", () => {
    const message = parse({ From: "whatsapp:DE.abc", WaId: "4915112345678" });
    expect(message.identity).toEqual({ phoneNumber: ADA, externalUserId: "whatsapp:DE.abc" });
  });

  test("a username id is one id with its scheme and without", () => {
    for (const ExternalUserId of ["DE.abc123", "whatsapp:DE.abc123"]) {
      const message = parse({ From: ADA, ExternalUserId });
      expect(message.identity).toEqual({ phoneNumber: ADA, externalUserId: "whatsapp:DE.abc123" });
    }
    expect(parse({ From: ADA, ExternalUserId: "sms:DE.abc" }).identity.externalUserId).toBeNull();
  });

  test("the sender's number wins where WhatsApp's id spells it differently", () => {
    const message = parse({ From: "whatsapp:+5511987654321", WaId: "551187654321" });
    expect(message.identity.phoneNumber).toBe("whatsapp:+5511987654321");
  });

  test("a WaId that is no number is not taken for one", () => {
    const message = parse({ From: "whatsapp:DE.abc", WaId: "DE.abc" });
    expect(message.identity.phoneNumber).toBeNull();
  });

  test.each([
    "+4915112345678",
    "whatsapp:4915112345678",
    "whatsapp:+0915112345678",
    "whatsapp:+49151١٢٣٤٥٦٧٨",
    "whatsapp:+491511234567890123",
    `${ADA}\n`,
    "whatsapp:de.abc",
    "whatsapp:DE.",
    "whatsapp:DE.a b",
    "messenger:12345",
  ])("an address that no answer could go to is refused: %p", (from) => {
    expect(faultOf({ ...required, From: from })).toBe("malformed-parameter");
  });
});

describe("what was sent", () => {
  test.each([
    ["image/jpeg", "image"],
    ["image/webp", "image"],
    ["audio/ogg; codecs=opus", "audio"],
    ["application/ogg", "audio"],
    ["video/mp4", "video"],
    ["application/pdf", "document"],
    ["text/plain", "document"],
    ["application/vnd.openxmlformats-officedocument.wordprocessingml.document", "document"],
    ["text/vcard", "contacts"],
    ["text/x-vcard", "contacts"],
    ["TEXT/VCARD", "contacts"],
    ["application/octet-stream", "unknown"],
    ["", "unknown"],
  ] as const)("an attachment of type %p is read as %p", (type, kind) => {
    const message = parseMedia(type);
    expect(message.attachments.map((attachment) => attachment.kind)).toEqual([kind]);
    expect(message.type).toBe(kind);
  });

  test("a type that says nothing is made up for by the message's own", () => {
    expect(parseMedia("application/octet-stream", "document").type).toBe("document");
    expect(parseMedia("application/octet-stream", "audio").attachments[0]?.kind).toBe("audio");
    expect(parseMedia("image/png", "document").type).toBe("image");
  });

  test("a document's text is its file name, and every attachment is kept", () => {
    const message = parse({
      Body: "report.pdf",
      NumMedia: "2",
      MediaUrl0: "https://api.twilio.com/media/0",
      MediaContentType0: "application/pdf",
      MediaUrl1: "https://api.twilio.com/media/1",
      MediaContentType1: "image/png",
    });
    expect(message.text).toBe("report.pdf");
    expect(message.type).toBe("document");
    expect(message.attachments).toEqual([
      { url: "https://api.twilio.com/media/0", contentType: "application/pdf", kind: "document" },
      { url: "https://api.twilio.com/media/1", contentType: "image/png", kind: "image" },
    ]);
    expect(message.raw).toEqual({});
  });

  test("a place comes with its label and address, and without a text", () => {
    const message = parse({
      MessageType: "location",
      Latitude: "52.5",
      Longitude: "13.4",
      Label: "Bakery",
      Address: "Main St 1",
      Body: "",
    });
    expect(message.type).toBe("location");
    expect(message.text).toBe("");
    expect(message.location).toEqual({
      latitude: "52.5",
      longitude: "13.4",
      label: "Bakery",
      address: "Main St 1",
    });
  });

  test("a pressed button says what is written on it, and its payload is kept", () => {
    const message = parse({ Body: "", ButtonText: "Yes", ButtonPayload: "yes-1" });
    expect(message.type).toBe("button");
    expect(message.text).toBe("Yes");
    expect(message.raw).toEqual({ ButtonPayload: "yes-1" });
  });

  test("a quote and a forward are noticed", () => {
    const message = parse({
      Body: "this one?",
      OriginalRepliedMessageSid: "SM77",
      OriginalRepliedMessageSender: NUMBER,
      FrequentlyForwarded: "true",
    });
    expect(message.quotedSid).toBe("SM77");
    expect(message.isForwarded).toBe(true);
    expect(parse({ Forwarded: "true" }).isForwarded).toBe(true);
    expect(parse({ Forwarded: "false" }).isForwarded).toBe(false);
  });

  test.each([
    [{ Body: "" }, "text"],
    [{ Body: "", MessageType: "text" }, "text"],
    [{}, "unknown"],
    [{ Body: "", MessageType: "order" }, "unknown"],
    [{ Body: "2 apples", MessageType: "order" }, "text"],
    [{ Body: "", MessageType: "interactive" }, "button"],
    [{ Body: "", MessageType: "contacts" }, "contacts"],
  ])("a message of nothing but %p is of type %p", (params, type) => {
    expect<string>(parse(params).type).toBe(type);
  });

  test("parameters that nobody announced are kept", () => {
    expect(parse({ Body: "Hi", ReferralBody: "An ad", Novelty: "1", MediaUrl3: "x" }).raw).toEqual({
      ReferralBody: "An ad",
      Novelty: "1",
      MediaUrl3: "x",
    });
  });

  test("any text survives as it was written", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        expect(parse({ Body: text }).text).toBe(text);
      }),
    );
    expect(parse({ Body: "👩‍👩‍👧 مرحبا \u202E\u0000\u0007 \uFFFD" }).text).toBe(
      "👩‍👩‍👧 مرحبا \u202E\u0000\u0007 \uFFFD",
    );
  });
});

describe("what is no message for us", () => {
  test.each(["MessageSid", "From", "To", "AccountSid"])("one without %s", (key) => {
    expect(faultOf({ ...required, [key]: "" })).toBe("missing-parameter");
    const { [key]: _, ...rest } = required as Record<string, string>;
    expect(faultOf(rest)).toBe("missing-parameter");
  });

  test("one of another account", () => {
    expect(faultOf({ ...required, AccountSid: "AC1" })).toBe("foreign-account");
  });

  test("one whose sid has swallowed the parameter after it, which would sign alike", () => {
    expect(faultOf({ ...required, MessageSid: `${SID}MessageTypetext` })).toBe(
      "malformed-parameter",
    );
  });
});
