import { afterEach, beforeEach, expect, test } from "bun:test";
import * as fc from "fast-check";
import { rounds } from "../depth.ts";
import { ADA, PUBLIC_URL, startTestApp, type TestApp } from "../harness.ts";
import { capture, encode, type Params, post, rowCounts, sign } from "./attacker.ts";

// Twilio signs URL, keys and values without anything between them: the same signature fits every
// other way to cut that one long text.

let bot: TestApp;
let webhook: string;

beforeEach(async () => {
  bot = await startTestApp();
  bot.openai.onMessage(/./, { content: "Yes." });
  webhook = `${bot.origin}/webhook`;
});
afterEach(() => bot.stop());

const byKey = (params: Params) => [...params].sort(([a], [b]) => (a < b ? -1 : 1));
const signedText = (params: Params) => byKey(params).flat().join("");

test("every cut of a signed message at another place is refused or the same message", async () => {
  const { sid, params, signature } = await capture(bot, {
    Body: "hello",
    ExternalUserId: "whatsapp:DE.abc",
  });
  const sorted = byKey(params);
  const forgeries: Params[] = [];
  for (const [index, [key, value]] of sorted.entries()) {
    const before = sorted.slice(0, index);
    const after = sorted.slice(index + 1);
    const joined = key + value;
    for (let cut = 0; cut <= joined.length; cut += 1) {
      forgeries.push([...before, [joined.slice(0, cut), joined.slice(cut)], ...after]);
    }
    const [next = [], ...rest] = after;
    forgeries.push([...before, [key, value + next.join("")], ...rest]);
  }
  for (const forged of forgeries) {
    expect(await post(webhook, encode(forged), signature)).toBeOneOf([200, 400, 403]);
  }
  const stored = await bot.rows(
    "SELECT sid, phone_number FROM messages JOIN users ON users.id = user_id",
  );
  expect(stored).toEqual([{ sid, phone_number: ADA }]);
});

test("no way to move several cuts at once makes a second message", async () => {
  const { params, signature, sid } = await capture(bot);
  const text = signedText(params);
  const cuts = byKey(params)
    .flat()
    .map((_, index, pieces) => pieces.slice(0, index).join("").length);
  const moves = fc.array(fc.tuple(fc.nat(cuts.length - 1), fc.nat(text.length)), { maxLength: 4 });
  await fc.assert(
    fc.asyncProperty(moves, async (moved) => {
      const places = cuts.with(0, 0);
      for (const [index, place] of moved) places[index] = place;
      const starts = places.sort((a, b) => a - b).with(0, 0);
      const forged = pairsOf(starts.map((start, index) => text.slice(start, starts[index + 1])));
      // Only what sorts the way it stands is signed by the same text.
      const isSigned = signedText(forged) === text;
      const expected = isSigned ? [200, 400, 403] : [403];
      expect(await post(webhook, encode(forged), signature)).toBeOneOf(expected);
    }),
    { numRuns: rounds(200, 10_000) },
  );
  expect(await bot.rows("SELECT sid FROM messages")).toBeOneOf([[], [{ sid }]]);
});

test("a delivery report cannot be replayed as a message of a user", async () => {
  const callback = "/webhook/status?o=6f1d2c3b-nonce";
  const report: Params = byKey([
    ["AccountSid", Object.fromEntries((await capture(bot)).params)["AccountSid"] ?? ""],
    ["ApiVersion", "2010-04-01"],
    ["From", "whatsapp:+14155238886"],
    ["MessageSid", `SM${"a".repeat(32)}`],
    ["MessageStatus", "delivered"],
    ["SmsSid", `SM${"a".repeat(32)}`],
    ["SmsStatus", "delivered"],
    ["To", ADA],
  ]);
  const signature = sign(report, PUBLIC_URL + callback);
  expect(await post(bot.origin + callback, encode(report), signature)).toBe(204);
  const rest = callback.slice("/webhook".length);
  for (let cut = 1; cut <= rest.length; cut += 1) {
    const forged: Params = [[rest.slice(0, cut), rest.slice(cut)], ...report];
    expect(sign(forged)).toBe(signature);
    expect(await post(webhook, encode(forged), signature)).toBe(400);
  }
  expect(await rowCounts(bot)).toEqual({ messages: 0, users: 0 });
});

test("a signed message that lacks what it must have is refused", async () => {
  const { params } = await capture(bot);
  for (const key of ["MessageSid", "From", "To", "AccountSid"]) {
    const lacking = params.filter(([name]) => name !== key);
    expect(await post(webhook, encode(lacking), sign(lacking))).toBe(400);
    const empty: Params = [...lacking, [key, ""]];
    expect(await post(webhook, encode(empty), sign(empty))).toBe(400);
  }
  const changed = (key: string, value: string): Params => [
    ...params.filter(([name]) => name !== key),
    [key, value],
  ];
  const foreign = changed("AccountSid", `AC${"f".repeat(32)}`);
  expect(await post(webhook, encode(foreign), sign(foreign))).toBe(403);
  for (const from of ["sms:1", "+4915112345678", "whatsapp:+4915112345678x", "whatsapp:DE."]) {
    const malformed = changed("From", from);
    expect(await post(webhook, encode(malformed), sign(malformed))).toBe(400);
  }
  expect(await rowCounts(bot)).toEqual({ messages: 0, users: 0 });
});

test("a key that is given twice is refused even when the last one signs", async () => {
  const { body, signature } = await capture(bot);
  expect(await post(webhook, `Body=evil&${body}`, signature)).toBe(400);
  expect(await rowCounts(bot)).toEqual({ messages: 0, users: 0 });
});

function pairsOf(pieces: readonly string[]): Params {
  return pieces.flatMap((piece, index): Params =>
    index % 2 === 0 ? [[piece, pieces[index + 1] ?? ""]] : [],
  );
}
