import { afterEach, beforeEach, expect, test } from "bun:test";
import { createCloudApiMessenger } from "../../../src/channels/cloud-api/messenger.ts";
import { PermanentError, SendUncertain, TransientError } from "../../../src/core/errors.ts";
import type { Messenger, OutboundPart } from "../../../src/core/ports.ts";
import { textPart } from "../../../src/core/reply-part.ts";
import { silentLogger } from "../../../src/core/silent-logger.ts";
import { META } from "../../cloud-api/account.ts";
import { type CloudApiStandIn, createCloudApiStandIn } from "../../cloud-api/stand-in.ts";
import { createFakeClock, type FakeClock } from "../../fake-clock.ts";

const ADA = "whatsapp:+4915112345678";
const BOB = "whatsapp:+4915187654321";

let clock: FakeClock;
let meta: CloudApiStandIn;
let messenger: Messenger;
/** The JSON of each send, as it went over the network. */
let bodies: Record<string, unknown>[];
let server: ReturnType<typeof Bun.serve>;

beforeEach(() => {
  clock = createFakeClock();
  meta = createCloudApiStandIn({
    ...META,
    webhookUrl: "http://127.0.0.1:1/",
    clock,
    callbacks: "none",
  });
  bodies = [];
  server = Bun.serve({
    port: 0,
    hostname: "127.0.0.1",
    fetch: async (request) => {
      const { pathname, search } = new URL(request.url);
      const body = await request.bytes();
      if (pathname.endsWith("/messages")) bodies.push(JSON.parse(new TextDecoder().decode(body)));
      const headers = new Headers(request.headers);
      headers.delete("host");
      const init = { method: request.method, headers, body };
      // A connection that was cut there is cut here.
      return fetch(meta.url + pathname + search, init).catch(
        () => new Response(new ReadableStream({ start: (controller) => controller.error() })),
      );
    },
  });
  messenger = open(`http://127.0.0.1:${server.port}`);
});
afterEach(async () => {
  await server.stop(true);
  await meta.stop();
});

function open(apiBaseUrl: string): Messenger {
  const template = { name: "reminder", language: "pt_BR" };
  const { accessToken, phoneNumberId } = META;
  return createCloudApiMessenger({
    accessToken,
    phoneNumberId,
    template,
    apiVersion: "v26.0",
    apiBaseUrl,
    clock,
    log: silentLogger,
  });
}

const part = (content: OutboundPart["content"], to = ADA): OutboundPart => ({
  to,
  from: null,
  nonce: "n1",
  content,
});
const text = (body: string, to = ADA) => part(textPart(body), to);
const failureOf = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => null,
    (error: unknown) => error,
  );

function picture(contentType: string, caption: string | null = null, size = 9) {
  const file = {
    contentType,
    name: "a.bin",
    size,
    sha256: "",
    token: `token-${contentType}`,
    fetchedAt: null,
  };
  return part({ kind: "media", file, caption });
}

test("a text goes to the number, and to the id of a user who hides it", async () => {
  const { sid } = await messenger.send(text("Hello\0 \uD800you"));
  expect(sid).toStartWith("wamid.");
  await messenger.send(text("Hi", "whatsapp:DE.134912"));
  expect(bodies).toEqual([
    {
      messaging_product: "whatsapp",
      recipient_type: "individual",
      to: "4915112345678",
      biz_opaque_callback_data: "n1",
      type: "text",
      text: { body: "Hello you" },
    },
    expect.objectContaining({ recipient: "DE.134912" }),
  ]);
  expect(bodies[1]).not.toHaveProperty("to");
  expect(meta.journal.messages.map(({ to }) => to)).toEqual([ADA, "whatsapp:DE.134912"]);
});

test("a reminder goes out as the approved template, in its language", async () => {
  await messenger.send(part({ kind: "template", text: "Buy\nbread" }));
  expect(bodies[0]).toMatchObject({
    type: "template",
    template: {
      name: "reminder",
      language: { code: "pt_BR" },
      components: [{ type: "body", parameters: [{ type: "text", text: "Buy bread" }] }],
    },
  });
});

const files = { read: async () => new Uint8Array([1, 2, 3]) };

test.each([
  ["image/png", "A cat.", 9, { type: "image", image: { caption: "A cat." } }],
  ["image/png", null, 6_000_000, { type: "document", document: { filename: "a.bin" } }],
  ["audio/ogg; codecs=opus", null, 9, { type: "audio", audio: { voice: true } }],
  ["audio/mpeg", null, 9, { type: "audio", audio: { voice: false } }],
  ["audio/mpeg", "My words", 9, { type: "document", document: { caption: "My words" } }],
  ["video/mp4", "A film", 9, { type: "video", video: { caption: "A film" } }],
  ["image/webp", null, 9, { type: "sticker", sticker: {} }],
  [
    "application/pdf",
    "Read",
    9,
    { type: "document", document: { filename: "a.bin", caption: "Read" } },
  ],
])(
  "a file of type %s with the words %p is uploaded and sent as a phone shows it",
  async (type, caption, size, expected) => {
    await messenger.send(picture(type, caption, size), files);
    expect(bodies[0]).toMatchObject(expected);
    const [sent] = meta.journal.messages;
    expect(meta.media.find(sent?.attached[0]?.sid ?? "")).toMatchObject({
      bytes: new Uint8Array([1, 2, 3]),
      contentType: type,
      name: "a.bin",
    });
  },
);

test("a file is uploaded once, however often its message is sent", async () => {
  meta.faults.next({ on: "create", kind: "429", times: 2 });
  for (let attempt = 0; attempt < 2; attempt += 1) {
    expect(await failureOf(messenger.send(picture("image/png"), files))).toBeInstanceOf(
      TransientError,
    );
  }
  await messenger.send(picture("image/png"), files);
  const uploads = meta.journal.calls.filter(({ path }) => path.endsWith("/media"));
  expect(uploads).toHaveLength(1);
});

test("a file that cannot be uploaded is certainly not sent, and one that is gone is refused", async () => {
  meta.faults.next({ on: "account", kind: "refused" });
  expect(await failureOf(messenger.send(picture("image/png"), files))).toBeInstanceOf(
    TransientError,
  );
  const gone = await failureOf(messenger.send(picture("image/png"), { read: async () => null }));
  expect(gone).toMatchObject({ name: "PermanentError", code: "file-gone" });
  expect(meta.journal.messages).toEqual([]);
});

test.each([
  [131_047, 400, PermanentError, "window-closed"],
  [190, 401, PermanentError, "account-refused"],
  [131_042, 400, PermanentError, "payment"],
  [133_010, 400, PermanentError, "sender"],
  [130_429, 400, TransientError, "rate"],
  [131_016, 500, TransientError, "server"],
  [131_000, 500, SendUncertain, "server"],
  [1, 500, SendUncertain, "server"],
] as const)(
  "code %i with status %i is understood by the code",
  async (code, status, kind, reason) => {
    meta.faults.next({ on: "create", kind: "code", code, status });
    const failure = await failureOf(messenger.send(text("Hello")));
    expect(failure).toBeInstanceOf(kind);
    expect(failure).toMatchObject({ code: String(code), reason });
  },
);

test.each([
  ["500", SendUncertain],
  ["lost-response", SendUncertain],
  ["garbled", SendUncertain],
] as const)("a send that ends in %p may have happened", async (kind, error) => {
  meta.faults.next({ on: "create", kind });
  expect(await failureOf(messenger.send(text("Hello")))).toBeInstanceOf(error);
});

test("a send to nobody there is certainly not sent", async () => {
  expect(await failureOf(open("http://127.0.0.1:1").send(text("Hello")))).toBeInstanceOf(
    TransientError,
  );
});

test("a user who is sent too much waits four times as long each time, and others do not", async () => {
  const waits: unknown[] = [];
  for (let refusal = 0; refusal < 5; refusal += 1) {
    meta.faults.next({ on: "create", kind: "code", code: 131_056, status: 400 });
    const failure = await failureOf(messenger.send(text("Hello")));
    if (!(failure instanceof TransientError)) throw new Error("not refused");
    waits.push(failure.retryAfterMs);
    expect(failure.reason).toBe("user-rate");
    // Within the wait WhatsApp is not asked again.
    const asked = bodies.length;
    expect(await failureOf(messenger.send(text("Hello")))).toMatchObject({ reason: "user-rate" });
    expect(bodies).toHaveLength(asked);
    expect(await messenger.send(text("Hello", BOB))).toMatchObject({ sid: expect.any(String) });
    await clock.advance(failure.retryAfterMs ?? 0);
  }
  expect(waits).toEqual([4_000, 16_000, 64_000, 256_000, 256_000]);
  await messenger.send(text("Hello"));
  meta.faults.next({ on: "create", kind: "code", code: 131_056, status: 400 });
  expect(await failureOf(messenger.send(text("Hello")))).toMatchObject({ retryAfterMs: 4_000 });
});

test("the typing indicator marks the message as read", async () => {
  const { sid } = await meta.sendText({ from: ADA, body: "Hello" });
  await messenger.showTyping(sid);
  expect(bodies).toEqual([
    {
      messaging_product: "whatsapp",
      status: "read",
      message_id: sid,
      typing_indicator: { type: "text" },
    },
  ]);
  expect(meta.journal.typing).toMatchObject([{ messageSid: sid }]);
});

test("there is no list of what was sent", async () => {
  expect(await messenger.listSentTo({ to: ADA, from: null })).toBeNull();
});
