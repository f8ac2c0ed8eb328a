import { expect, test } from "bun:test";
import * as fc from "fast-check";
import { TransientError } from "../../../src/core/errors.ts";
import { META } from "../../cloud-api/account.ts";
import { signed } from "../../cloud-api/post-signed.ts";
import { propertyRuns } from "../../property-runs.ts";
import { envelope, messageOf, setUpWebhook } from "./webhook-setup.ts";

const TYPES = [
  "text",
  "image",
  "video",
  "audio",
  "document",
  "sticker",
  "location",
  "contacts",
  "interactive",
  "button",
  "reaction",
  "order",
  "system",
  "unsupported",
  "unknown",
  "request_welcome",
  "__proto__",
  "constructor",
];

const anything = fc.jsonValue({ maxDepth: 4 });
/** Objects whose keys are those that code could trip over. */
const spiteful = fc.oneof(
  anything,
  fc.constantFrom<unknown>(
    { toString: 1 },
    { __proto__: null },
    [[[[]]]],
    { length: 2 ** 31 },
    "",
    0,
    -1,
    1e308,
    true,
    null,
    "\0",
    "\uD800",
    [],
  ),
  fc.dictionary(
    fc.constantFrom(
      "body",
      "id",
      "type",
      "toString",
      "valueOf",
      "constructor",
      "emoji",
      "name",
      "0",
    ),
    anything,
  ),
);

test("any value in any field of a message is no error of ours, and the messages beside it arrive", async () => {
  const webhook = setUpWebhook();
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...TYPES),
      fc.record(
        {
          from: spiteful,
          from_user_id: spiteful,
          id: spiteful,
          timestamp: spiteful,
          context: spiteful,
          referral: spiteful,
          errors: spiteful,
        },
        { requiredKeys: [] },
      ),
      spiteful,
      async (type, fields, content) => {
        webhook.received.length = 0;
        const hostile = { ...messageOf(fields), type, [type]: content };
        const good = [
          messageOf({ text: { body: "before" } }),
          messageOf({ text: { body: "after" } }),
        ];
        const response = await webhook.deliver(
          envelope({ messages: [good[0], hostile, good[1]], contacts: content }),
        );
        expect(response.status).toBe(200);
        const texts = webhook.received.map(({ text }) => text);
        expect(texts).toContain("before");
        expect(texts).toContain("after");
      },
    ),
    propertyRuns,
  );
});

test("any value in any field of a status, of a move or of the envelope is no error of ours", async () => {
  const webhook = setUpWebhook();
  await fc.assert(
    fc.asyncProperty(spiteful, spiteful, spiteful, async (one, other, third) => {
      const status = {
        id: one,
        status: other,
        errors: third,
        pricing: one,
        biz_opaque_callback_data: third,
      };
      const bodies = [
        one,
        { object: "whatsapp_business_account", entry: one },
        { object: "whatsapp_business_account", entry: [{ changes: other }, one] },
        {
          object: "whatsapp_business_account",
          entry: [{ changes: [{ field: "messages", value: one }] }],
        },
        envelope({
          statuses: [status, { ...status, id: "wamid.QQ", status: "failed" }],
          errors: third,
        }),
        envelope({ statuses: one, messages: other, errors: [third] }),
        envelope({ user_id_update: [one, { user_id: other, wa_id: third }] }, "user_id_update"),
        envelope({ messages: [{ ...messageOf(), type: "system", system: one }] }),
      ];
      for (const json of bodies) {
        const { status: code } = await webhook.deliver(json);
        expect([200, 400]).toContain(code);
      }
    }),
    propertyRuns,
  );
});

test("nesting without end, endless lists and keys of prototypes are read in bounded time", async () => {
  const webhook = setUpWebhook();
  const depth = 200_000;
  const deep = "[".repeat(depth) + "]".repeat(depth);
  const { signature } = signed([], META.appSecret);
  expect((await webhook.post(deep, { "x-hub-signature-256": signature })).status).toBe(403);
  const raw = async (text: string) => {
    const { signBody } = await import("../../../src/channels/cloud-api/verify-signature.ts");
    const bytes = new TextEncoder().encode(text);
    return webhook.post(bytes, { "x-hub-signature-256": signBody(bytes, META.appSecret) });
  };
  expect([200, 400]).toContain((await raw(deep)).status);
  expect((await raw('{"object":')).status).toBe(400);
  expect((await raw("null")).status).toBe(400);
  const whole = JSON.stringify(envelope({ messages: [messageOf()] }));
  const inside = whole.replace('"Hello"', `${'{"a":'.repeat(5_000)}1${"}".repeat(5_000)}`);
  expect((await raw(inside)).status).toBe(200);
  const polluted = whole.replace('"type":"text"', '"__proto__":{"polluted":true},"type":"text"');
  expect((await raw(polluted)).status).toBe(200);
  expect(Object.keys(Object.prototype)).toEqual([]);
  expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
  const items = Array.from({ length: 50_000 }, () => ({ name: {} }));
  const contacts = { type: "contacts", contacts: items };
  const form = JSON.stringify(
    Array.from({ length: 20_000 }, (_, index) => ({ [index]: [[[[]]]] })),
  );
  const nfm = {
    type: "interactive",
    interactive: { type: "nfm_reply", nfm_reply: { response_json: form } },
  };
  expect(
    (await webhook.deliver(envelope({ messages: [messageOf(contacts), messageOf(nfm)] }))).status,
  ).toBe(200);
});

test("a body that is larger than a batch is refused", async () => {
  const webhook = setUpWebhook();
  expect((await webhook.post(new Uint8Array(3 * 1024 * 1024 + 1))).status).toBe(413);
  expect(webhook.results).toEqual(["too-large"]);
});

test("one message that cannot be stored makes Meta deliver the batch again, and the others are stored", async () => {
  const webhook = setUpWebhook();
  const say = (from: string, body: string) =>
    messageOf({ from, from_user_id: undefined, text: { body } });
  const batch = envelope({
    messages: [
      say("4915100000001", "full"),
      say("4915100000002", "fine"),
      say("4915100000003", "fine too"),
    ],
  });
  webhook.outcomes.set("full", "busy");
  const busy = await webhook.deliver(batch);
  expect([busy.status, busy.headers.get("retry-after")]).toEqual([503, "5"]);
  expect(webhook.received.map(({ text }) => text).toSorted()).toEqual(["fine", "fine too"]);
  webhook.outcomes.set("full", new TransientError("the database is locked"));
  expect((await webhook.deliver(batch)).status).not.toBe(200);
  webhook.outcomes.clear();
  expect((await webhook.deliver(batch)).status).toBe(200);
});

test("of several numbers in one app only ours is received", async () => {
  const webhook = setUpWebhook();
  const theirs = structuredClone(
    envelope({ messages: [messageOf()], statuses: [{ id: "wamid.QQ", status: "sent" }] }),
  );
  for (const { value } of theirs.entry.flatMap(({ changes }) => changes)) {
    Object.assign(value, { metadata: { phone_number_id: "999999999999999" } });
  }
  expect((await webhook.deliver(theirs)).status).toBe(200);
  expect([...webhook.received, ...webhook.reports]).toEqual([]);
  expect(webhook.results).toEqual(["foreign-number"]);
});
