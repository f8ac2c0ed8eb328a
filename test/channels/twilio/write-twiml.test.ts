import { expect, test } from "bun:test";
import MessagingResponse from "twilio/lib/twiml/MessagingResponse";
import { textPart } from "../../../src/core/reply-part.ts";
import { aFile } from "../../outgoing-file.ts";
import { readTwiml } from "../../../src/simulator/twilio/read-twiml.ts";
import { writeTwiml } from "../../../src/channels/twilio/write-twiml.ts";

const ORIGIN = "https://bot.example.org";
const part = (body: string, nonce = "n1", token: string | null = null) => ({
  to: "whatsapp:+4915112345678",
  from: null,
  content:
    token === null
      ? textPart(body)
      : ({ kind: "media", file: aFile(token), caption: body || null } as const),
  nonce,
});
const posted = (body: string) => ({ status: 200, body, contentType: "text/xml" });

const BODIES = [
  "Hello.",
  "*bold* & <b>\"quoted\" 'so' ]]> &amp;</b>",
  "two\nlines,  spaces\tand a tab",
  "שלום 👨‍👩‍👧‍👦 नमस्ते",
  "</Body></Message><Message>forged</Message>",
];

test("a response equals that of Twilio's own builder", () => {
  const response = new MessagingResponse();
  BODIES.forEach((body, index) => {
    const action = `${ORIGIN}/webhook/status?o=n${index}`;
    // The package's types know a first argument of words only.
    Reflect.apply(response.message, response, [{ action, method: "POST" }]).body(body);
  });
  const written = writeTwiml(
    BODIES.map((body, index) => part(body, `n${index}`)),
    ORIGIN,
  );
  // The builder leaves a quotation mark in a text alone, which means the same.
  expect(written.replaceAll("&quot;", '"')).toBe(response.toString());
});

test("a response contains exactly the given parts, in order", () => {
  expect(
    readTwiml(
      posted(
        writeTwiml(
          BODIES.map((body) => part(body)),
          ORIGIN,
        ),
      ),
    ),
  ).toEqual(
    BODIES.map((body) => ({ body, mediaUrls: [], action: `${ORIGIN}/webhook/status?o=n1` })),
  );
});

test("characters that XML cannot contain are left out, and half an emoji does not break the response", () => {
  const written = writeTwiml([part("a\u0007b \uD83D c\u0000")], ORIGIN);
  expect(readTwiml(posted(written))).toMatchObject([{ body: "ab  c" }]);
});

test("a file is included, with or without text", () => {
  const parts = [part("", "n1", "a-token"), part("A cat.", "n2", "another")];
  expect(readTwiml(posted(writeTwiml(parts, ORIGIN)))).toMatchObject([
    { body: "", mediaUrls: [`${ORIGIN}/media/a-token`] },
    { body: "A cat.", mediaUrls: [`${ORIGIN}/media/another`] },
  ]);
});

test("an empty reply sends nothing", () => {
  expect(writeTwiml([], ORIGIN)).toBe("<Response/>");
  expect(readTwiml(posted("<Response/>"))).toEqual([]);
});

test("six parts at their longest stay below what Twilio reads", () => {
  const longest = Array.from({ length: 6 }, () => part("&".repeat(1_600), "f".repeat(32)));
  expect(Buffer.byteLength(writeTwiml(longest, ORIGIN))).toBeLessThan(64 * 1024);
});
