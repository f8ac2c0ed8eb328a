import { expect, test } from "bun:test";
import type { ServerMessageTypes } from "whatsapp-api-js/types";
import { readVcards } from "../../../src/text/read-vcards.ts";
import { envelope, messageOf, setUpWebhook } from "./webhook-setup.ts";

const file = { id: "1013859600285441", sha256: "x", url: "https://lookaside.fbsbx.com/x" };
const url = "https://graph.facebook.com/1013859600285441";
const form = { flow_token: "secret", size: "large", extras: ["milk"] };
const CTA = { body: "", source_url: "https://fb.me/x", source_id: "7", source_type: "ad" as const };

/** Returns what became of a message with this content. */
async function received(content: ServerMessageTypes | { type: string }, more: object = {}) {
  const webhook = setUpWebhook();
  const contacts = [{ profile: { name: "Ada" }, wa_id: "4915112345678" }];
  const body = envelope({
    messages: [messageOf({ text: undefined, ...content, ...more })],
    contacts,
  });
  expect((await webhook.deliver(body)).status).toBe(200);
  return webhook.received[0] ?? webhook.results[0];
}

const KINDS: [kind: string, content: ServerMessageTypes, expected: object][] = [
  [
    "a text",
    { type: "text", text: { body: "Hello" } },
    { type: "text", text: "Hello", attachments: [] },
  ],
  [
    "a picture with words",
    { type: "image", image: { ...file, mime_type: "image/jpeg", caption: "Look", static_url: "" } },
    {
      type: "image",
      text: "Look",
      attachments: [{ url, contentType: "image/jpeg", kind: "image" }],
    },
  ],
  [
    "a sticker",
    { type: "sticker", sticker: { ...file, mime_type: "image/webp", animated: false } },
    { type: "image", text: "", attachments: [{ url, contentType: "image/webp", kind: "image" }] },
  ],
  [
    "a voice note",
    { type: "audio", audio: { ...file, mime_type: "audio/ogg; codecs=opus", voice: true } },
    { type: "audio", attachments: [{ url, contentType: "audio/ogg; codecs=opus", kind: "audio" }] },
  ],
  [
    "a video",
    { type: "video", video: { ...file, mime_type: "video/mp4" } },
    { type: "video", attachments: [{ url, contentType: "video/mp4", kind: "video" }] },
  ],
  [
    "a document without words is named by its text",
    { type: "document", document: { ...file, mime_type: "application/pdf", filename: "trip.pdf" } },
    { type: "document", text: "trip.pdf", raw: {} },
  ],
  [
    "a document with words keeps both",
    {
      type: "document",
      document: { ...file, mime_type: "application/pdf", filename: "trip.pdf", caption: "When?" },
    },
    { type: "document", text: "When?", raw: { filename: "trip.pdf" } },
  ],
  [
    "a place",
    { type: "location", location: { latitude: "52.5", longitude: "13.4", name: "Office" } },
    {
      type: "location",
      location: { latitude: "52.5", longitude: "13.4", label: "Office", address: null },
    },
  ],
  [
    "a pressed button",
    {
      type: "interactive",
      interactive: { type: "button_reply", button_reply: { id: "yes-1", title: "Yes" } },
    },
    { type: "button", text: "Yes", context: [{ kind: "choice", facts: { id: "yes-1" } }] },
  ],
  [
    "a chosen entry",
    {
      type: "interactive",
      interactive: {
        type: "list_reply",
        list_reply: { id: "2", title: "Tea", description: "Green" },
      },
    },
    {
      type: "button",
      text: "Tea",
      context: [{ kind: "choice", facts: { description: "Green", id: "2" } }],
    },
  ],
  [
    "a form, without its token",
    {
      type: "interactive",
      interactive: {
        type: "nfm_reply",
        nfm_reply: { name: "flow", body: "Sent", response_json: JSON.stringify(form) },
      },
    },
    {
      type: "button",
      text: "",
      context: [{ kind: "form", facts: { size: "large", "extras.0": "milk" } }],
    },
  ],
  [
    "a template's button",
    { type: "button", button: { text: "Stop", payload: "STOP-1" } },
    { type: "button", text: "Stop", context: [{ kind: "choice", facts: { payload: "STOP-1" } }] },
  ],
  [
    "an order",
    {
      type: "order",
      order: {
        catalog_id: "1",
        text: "For today",
        product_items: [
          { product_retailer_id: "bread", quantity: 2, item_price: 3.5, currency: "EUR" },
        ],
      },
    },
    {
      type: "text",
      text: "For today",
      context: [{ kind: "order", facts: { "product 1": "2 × bread at 3.5 EUR" } }],
    },
  ],
];

test.each(KINDS)("%s is received as what it is", async (_, content, expected) => {
  expect(await received(content)).toMatchObject({
    to: "whatsapp:106540352242922",
    from: "whatsapp:+4915112345678",
    identity: {
      phoneNumber: "whatsapp:+4915112345678",
      externalUserId: "whatsapp:DE.13491208655302741918",
    },
    profileName: "Ada",
    ...expected,
  });
});

test("shared contacts come with names, numbers and addresses", async () => {
  const message = await received({
    type: "contacts",
    contacts: [
      {
        name: { formatted_name: "Grace; Hopper", first_name: "Grace" },
        org: { company: "Navy" },
        phones: [{ phone: "+1 415 555 0100", type: "WORK" }],
        emails: [{ email: "grace@example.org" }],
      },
    ],
  } satisfies ServerMessageTypes);
  if (typeof message === "string" || message === undefined) throw new Error("not received");
  const [attachment] = message.attachments;
  expect(attachment).toMatchObject({ contentType: "text/vcard", kind: "contacts" });
  const card = Buffer.from(attachment?.url.split(",")[1] ?? "", "base64");
  const [contact] = readVcards(card);
  expect(contact).toMatchObject({
    name: "Grace; Hopper",
    organisation: "Navy",
    numbers: ["+1 415 555 0100 (work)"],
    addresses: ["grace@example.org"],
  });
});

test("a quote, a forward and an ad are noticed", async () => {
  const quoted = "wamid.QUOTED";
  const text = { type: "text", text: { body: "Yes" } };
  expect(await received(text, { context: { id: quoted, from: "15550783881" } })).toMatchObject({
    quotedSid: quoted,
    isForwarded: false,
  });
  expect(await received(text, { context: { forwarded: true } })).toMatchObject({
    quotedSid: null,
    isForwarded: true,
  });
  expect(await received(text, { context: { frequently_forwarded: true } })).toMatchObject({
    isForwarded: true,
  });
  expect(
    await received(text, { referral: { ...CTA, headline: "Half price", media_type: "image" } }),
  ).toMatchObject({
    context: [
      {
        kind: "ad",
        facts: {
          headline: "Half price",
          source: "ad",
          address: "https://fb.me/x",
          id: "7",
          media: "image",
        },
      },
    ],
  });
});

test("a reaction quotes what it is put on; taken back, it says nothing", async () => {
  const reaction = { emoji: "👍", message_id: "wamid.QUOTED" };
  expect(await received({ type: "reaction", reaction })).toMatchObject({
    text: "👍",
    quotedSid: "wamid.QUOTED",
    context: [{ kind: "reaction", facts: { sign: "👍" } }],
  });
  for (const removed of [{ message_id: "wamid.QUOTED" }, { ...reaction, emoji: "" }]) {
    expect(await received({ type: "reaction", reaction: removed })).toBe("reaction-removed");
  }
});

test("what WhatsApp cannot show is answered as something that cannot be read", async () => {
  const errors = [{ code: 131_051, title: "Message type unknown" }];
  expect(await received({ type: "unsupported" }, { errors })).toMatchObject({
    type: "unknown",
    text: "",
  });
  expect(await received({ type: "hologram" })).toMatchObject({ type: "unknown" });
  expect(await received({ type: "request_welcome" })).toBe("notice");
});

test("a user who hides the number is known and answered by the id", async () => {
  const hidden = { from: undefined, text: { body: "Hi" }, type: "text" };
  const webhook = setUpWebhook();
  const contacts = [{ profile: { name: "Ada" }, user_id: "DE.13491208655302741918" }];
  await webhook.deliver(envelope({ messages: [messageOf(hidden)], contacts }));
  expect(webhook.received).toMatchObject([
    {
      from: "whatsapp:DE.13491208655302741918",
      identity: { phoneNumber: null, externalUserId: "whatsapp:DE.13491208655302741918" },
      profileName: "Ada",
    },
  ]);
});
