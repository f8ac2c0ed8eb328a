import { expect, test } from "bun:test";
import MessagingResponse from "twilio/lib/twiml/MessagingResponse";
import { readTwiml } from "../../../src/simulator/twilio/read-twiml.ts";
import { writeTwiml } from "../../../src/channels/twilio/write-twiml.ts";

const ORIGIN = "https://bot.example.org";
const part = (body: string, nonce = "n1", mediaUrl: string | null = null) => ({
  to: "whatsapp:+4915112345678",
  from: null,
  body,
  mediaUrl,
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

test("a response is what Twilio's own builder writes", () => {
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

test("a response says to its reader exactly what was to be said, in order", () => {
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

test("what XML cannot carry is left out, and half an emoji does not spoil the response", () => {
  const written = writeTwiml([part("a\u0007b \uD83D c\u0000")], ORIGIN);
  expect(readTwiml(posted(written))).toMatchObject([{ body: "ab  c" }]);
});

test("a medium goes along, also without a word", () => {
  const url = "https://bot.example.org/a.png?x=1&y=2";
  expect(readTwiml(posted(writeTwiml([part("", "n1", url)], ORIGIN)))).toMatchObject([
    { body: "", mediaUrls: [url] },
  ]);
});

test("nothing to say sends nothing", () => {
  expect(writeTwiml([], ORIGIN)).toBe("<Response/>");
  expect(readTwiml(posted("<Response/>"))).toEqual([]);
});

test("six parts at their longest stay below what Twilio reads", () => {
  const longest = Array.from({ length: 6 }, () => part("&".repeat(1_600), "f".repeat(32)));
  expect(Buffer.byteLength(writeTwiml(longest, ORIGIN))).toBeLessThan(64 * 1024);
});
