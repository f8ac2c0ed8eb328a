import { afterAll, beforeAll, expect, test } from "bun:test";
import * as fc from "fast-check";
import { PermanentError } from "../../src/core/errors.ts";
import { rounds } from "../depth.ts";
import { startTestApp, type TestApp } from "../harness.ts";
import { capture, encode, type Params, post, rowCounts, sign } from "./attacker.ts";

let bot: TestApp;
let known: Params;
const durationsMs: number[] = [];

beforeAll(async () => {
  bot = await startTestApp();
  bot.openai.onMessage(/[^]*/, { content: "Yes." });
  known = (await capture(bot)).params;
});
afterAll(() => bot.stop());

const words = fc.constantFrom(
  ..."MessageSid From To AccountSid Body NumMedia MediaUrl0 MediaContentType0 MediaUrl999999 WaId".split(
    " ",
  ),
  ..."ExternalUserId Latitude ButtonText __proto__ constructor toString length then MessageStatus".split(
    " ",
  ),
  "MediaUrl-1",
  "",
);
const nasty = fc.constantFrom(
  "whatsapp:+4915112345678",
  "whatsapp:DE.abc",
  "\0",
  "\ud800",
  "%",
  "%zz",
  "%00",
  "' OR 1=1; --",
  "<script>",
  "{{7*7}}",
  "../../etc/passwd",
  "1e309",
  "-1",
  "999999999999999999",
  "a".repeat(2_000),
);
const value = fc.oneof(nasty, fc.string({ unit: "binary", maxLength: 60 }));
const param = fc.tuple(fc.oneof(words, fc.string({ maxLength: 12 })), value);
const form = fc.array(param, { maxLength: 40 });
/** Bytes that are no form at all, and forms whose escapes are broken. */
const body: fc.Arbitrary<string | Uint8Array<ArrayBuffer>> = fc.oneof(
  form.map(encode),
  form.map((params) => params.map((pair) => pair.join("=")).join("&")),
  fc.uint8Array({ maxLength: 2_000 }).map((bytes) => new Uint8Array(bytes)),
  fc.string({ unit: "binary", maxLength: 500 }),
  fc.nat(60_000).map((length) => "%".repeat(length)),
  fc.nat(3_000).map((count) => "&=".repeat(count)),
);
const signature = fc.oneof(fc.string(), fc.base64String({ minLength: 28, maxLength: 28 })).map(
  // Anything else no client can send in a header.
  (text) => text.replaceAll(/[^\x21-\x7e]/g, "x"),
);

test("any body that a stranger sends is refused at once, and leaves no row", async () => {
  await fc.assert(
    fc.asyncProperty(body, signature, async (bytes, name) => {
      expect(await timed(bytes, name)).toBeOneOf([400, 403]);
    }),
    { numRuns: rounds(2_000, 100_000) },
  );
  expect(await rowCounts(bot)).toEqual({ messages: 0, users: 0 });
  report("forged");
});

test("anything that Twilio itself might sign is accepted or refused, and never breaks the server", async () => {
  let people = 0;
  await fc.assert(
    fc.asyncProperty(form, async (strange) => {
      people += 1;
      const named = new Set(strange.map(([key]) => key));
      const ordinary = new Map(known)
        .set("MessageSid", `SM${crypto.randomUUID().replaceAll("-", "")}`)
        .set("From", `whatsapp:+49151${String(people).padStart(8, "0")}`);
      const rest = [...ordinary].filter(([key]) => !named.has(key));
      const params = [...rest, ...strange].map(
        ([key, text]) => [key, text.toWellFormed()] as const,
      );
      expect(await timed(encode(params), sign(params))).toBeOneOf([200, 400, 403]);
    }),
    { numRuns: rounds(100, 10_000) },
  );
  await bot.settle();
  expect((await rowCounts(bot)).messages).toBeGreaterThan(0);
  // A MediaUrl that is not Twilio's is refused for good; anything else would be a bug.
  const errors = bot.log.filter(({ level }) => level === "error");
  expect(errors.filter(({ facts }) => !(facts["error"] instanceof PermanentError))).toEqual([]);
  expect((await fetch(`${bot.origin}/health`)).status).toBe(200);
  report("signed");
});

async function timed(bytes: string | Uint8Array<ArrayBuffer>, name: string): Promise<number> {
  const startedAt = performance.now();
  const status = await post(`${bot.origin}/webhook`, bytes, name);
  durationsMs.push(performance.now() - startedAt);
  return status;
}

/** Told, not held: how long a request takes says as much about the machine. */
function report(what: string): void {
  const sorted = durationsMs.splice(0).sort((a, b) => a - b);
  const at = (share: number) => (sorted[Math.floor((sorted.length - 1) * share)] ?? 0).toFixed(1);
  process.stderr.write(
    `${sorted.length} ${what} bodies: half within ${at(0.5)} ms, ` +
      `99 % within ${at(0.99)} ms, the slowest ${at(1)} ms\n`,
  );
}
