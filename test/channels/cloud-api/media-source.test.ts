import { afterEach, beforeEach, expect, test } from "bun:test";
import { createCloudApiMediaSource } from "../../../src/channels/cloud-api/media-source.ts";
import { MEDIA_BASE } from "../../../src/channels/cloud-api/message-rules.ts";
import { isMediaAddress } from "../../../src/channels/whatsapp-json/media-source.ts";
import type { MediaSource } from "../../../src/core/ports.ts";
import { silentLogger } from "../../../src/core/silent-logger.ts";
import { META } from "../../cloud-api/account.ts";
import { type CloudApiStandIn, createCloudApiStandIn } from "../../cloud-api/stand-in.ts";
import { createFakeClock } from "../../fake-clock.ts";

const BYTES = new TextEncoder().encode("The bytes of a picture.");
let meta: CloudApiStandIn;
let source: MediaSource;
let id: string;

function sourceAt(apiBaseUrl: string | null, accessToken = META.accessToken): MediaSource {
  const { phoneNumberId } = META;
  const clock = createFakeClock();
  return createCloudApiMediaSource({
    accessToken,
    phoneNumberId,
    apiVersion: "v26.0",
    apiBaseUrl,
    clock,
    log: silentLogger,
  });
}

beforeEach(() => {
  meta = createCloudApiStandIn({
    ...META,
    webhookUrl: "http://127.0.0.1:1/",
    clock: createFakeClock(),
  });
  source = sourceAt(meta.url);
  id = meta.media.put({ bytes: BYTES, contentType: "image/png", name: "" });
});
afterEach(() => meta.stop());

const reference = (url: string) => ({ url, messageSid: "wamid.QQ" });
const at = (mediaId: string) => reference(`https://graph.facebook.com/${mediaId}`);
const read = async (from: MediaSource, media = at(id)) =>
  new Response(await from.open(media, AbortSignal.timeout(5_000))).bytes();
const codeOf = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => "read",
    (error: unknown) => (error instanceof Error ? Reflect.get(error, "code") : null),
  );

test("an attachment is fetched in two steps, whole", async () => {
  expect(await read(source)).toEqual(BYTES);
  expect(meta.journal.calls.map(({ path }) => path)).toEqual([
    `/v26.0/${id}`,
    "/whatsapp_business/attachments/",
  ]);
});

test("an address that expired in between is asked for again, once", async () => {
  meta.faults.next({ on: "media", kind: "code", code: 100, status: 404 });
  expect(await read(source)).toEqual(BYTES);
  meta.faults.next({ on: "media", kind: "code", code: 100, status: 404, times: 2 });
  expect(await codeOf(read(source))).toBe("not-fetched");
});

test("an attachment that Meta no longer has is gone, and removing it again is no fault", async () => {
  await source.remove(at(id));
  expect(meta.media.find(id)).toBeNull();
  await source.remove(at(id));
  expect(await codeOf(read(source))).toBe("media-gone");
});

test("a fault of Meta's is temporary, and a refused token is named", async () => {
  meta.faults.next({ on: "fetch", kind: "500" });
  expect(await codeOf(read(source))).toBe("HTTP 500");
  meta.faults.next({ on: "media", kind: "500" });
  expect(await codeOf(read(source))).toBe("not-fetched");
  expect(await codeOf(read(sourceAt(meta.url, "another")))).toBe("190");
});

test("a damaged attachment is not taken for whole, in either spelling of its digest", async () => {
  const sha256 = new Bun.CryptoHasher("sha256").update(BYTES).digest();
  for (const [digest, whole] of [
    [Buffer.from(sha256).toString("base64"), true],
    [Buffer.from(sha256).toString("hex"), true],
    ["0".repeat(64), false],
  ] as const) {
    using server = Bun.serve({
      port: 0,
      hostname: "127.0.0.1",
      fetch: (request) =>
        request.url.endsWith("/file")
          ? new Response(BYTES)
          : Response.json({ url: `${new URL(request.url).origin}/file`, sha256: digest }),
    });
    const read1 = codeOf(read(sourceAt(`http://127.0.0.1:${server.port}`)));
    expect(await read1).toBe(whole ? "read" : "not-fetched");
  }
});

test("the token goes to Meta's two hosts only, over https", () => {
  const may = (url: string) => isMediaAddress(new URL(url), { base: MEDIA_BASE, baseUrl: null });
  expect(may("https://lookaside.fbsbx.com/whatsapp_business/attachments/?mid=1")).toBe(true);
  expect(may("https://graph.facebook.com/x")).toBe(true);
  for (const url of [
    "https://lookaside.fbsbx.com.evil.example/x",
    "https://evil.example/lookaside.fbsbx.com",
    "http://lookaside.fbsbx.com/x",
    "https://user:pass@lookaside.fbsbx.com/x",
    "https://lookaside.fbsbx.com:8443/x",
    "https://graph.facebook.com@evil.example/x",
    "https://lookaside.fbsbx.com.:443/x",
    "file:///etc/passwd",
    "https://127.0.0.1/x",
    "https://[::1]/x",
  ]) {
    expect([url, may(url)]).toEqual([url, false]);
  }
});

test.each(["https://lookaside.fbsbx.com/x", "http://127.0.0.1:1/x", "no address", 42, null])(
  "a stand-in that names %p as an attachment's address is not followed there",
  async (url) => {
    using server = Bun.serve({
      port: 0,
      hostname: "127.0.0.1",
      fetch: () => Response.json({ url }),
    });
    expect(await codeOf(read(sourceAt(`http://127.0.0.1:${server.port}`)))).toBe("media-refused");
  },
);

test.each([
  "https://graph.facebook.com.evil.example/1",
  "https://graph.facebook.com/../1",
  "https://graph.facebook.com/1/2",
  "https://graph.facebook.com/1?x=y",
  "http://169.254.169.254/latest/meta-data",
  "https://graph.facebook.com/",
])("an attachment with the address %s is refused without a call", async (url) => {
  expect(await codeOf(read(source, reference(url)))).toBe("media-refused");
  expect(meta.journal.calls).toEqual([]);
});

test("contacts, which come within their message, need no call", async () => {
  const card = "BEGIN:VCARD\r\nFN:Ada\r\nEND:VCARD\r\n";
  const url = `data:text/vcard;base64,${Buffer.from(card).toString("base64")}`;
  expect(new TextDecoder().decode(await read(source, reference(url)))).toBe(card);
  await source.remove(reference(url));
  expect(meta.journal.calls).toEqual([]);
});
