import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "bun:test";
import * as fc from "fast-check";
import { rounds } from "../depth.ts";
import { ADA, PUBLIC_URL, startTestApp, type TestApp } from "../harness.ts";
import {
  capture,
  type Captured,
  encode,
  formRequest,
  type Params,
  post,
  rowCounts,
  sign,
  speak,
  statusesIn,
} from "./attacker.ts";

let bot: TestApp;
let genuine: Captured;
let webhook: string;

beforeAll(async () => {
  bot = await startTestApp();
  bot.openai.onMessage(/./, { content: "Yes." });
  webhook = `${bot.origin}/webhook`;
});
afterAll(() => bot.stop());
beforeEach(async () => {
  genuine = await capture(bot);
});

const numRuns = rounds(150, 5_000);

describe("what Twilio did not sign is refused and leaves no row:", () => {
  afterEach(async () => expect(await rowCounts(bot)).toEqual({ messages: 0, users: 0 }));

  test("any one bit of the signature flipped", async () => {
    const bytes = Buffer.from(genuine.signature, "base64");
    for (let bit = 0; bit < bytes.length * 8; bit += 1) {
      const forged = flipBit(bytes, bit).toString("base64");
      expect(await post(webhook, genuine.body, forged)).toBe(403);
    }
  });

  test("another spelling of the same signature, two of them, or none", async () => {
    const { body, signature } = genuine;
    const unpadded = signature.replace(/=+$/, "");
    const allButOne = unpadded.slice(0, -1);
    const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const spellings = alphabet
      .split("")
      .map((letter) => `${allButOne}${letter}=`)
      .filter((spelling) => spelling !== signature);
    for (const forged of [
      ...spellings,
      unpadded,
      `${signature}=`,
      `=${signature}`,
      signature.toLowerCase(),
      encodeURIComponent(signature),
      Buffer.from(signature, "base64").toString("hex"),
      `sha1=${signature}`,
      `${signature}, ${signature}`,
      "",
      null,
    ]) {
      expect(await post(webhook, body, forged)).toBe(403);
    }
  });

  test("a parameter dropped, added, renamed, changed or emptied", async () => {
    const { params, signature } = genuine;
    for (const [index, [key, value]] of params.entries()) {
      const others = params.filter((_, at) => at !== index);
      const forgeries: Params[] = [
        others,
        [...params, [`${key}2`, value]],
        [...others, [`${key}2`, value]],
        [...others, [key.toLowerCase(), value]],
        [...others, [key, `${value} `]],
        [...others, [key, value === "" ? "x" : ""]],
        [...params, ["__proto__", "x"]],
        [...params, ["", "x"]],
      ];
      for (const forged of forgeries) {
        expect(await post(webhook, encode(forged), signature)).toBe(403);
      }
    }
  });

  test("a parameter given twice, before or behind the signed one", async () => {
    const { params, signature } = genuine;
    for (const [key, value] of params) {
      for (const other of [value, "other", ""]) {
        const doubled: Params = [[key, other]];
        expect(await post(webhook, encode([...doubled, ...params]), signature)).toBeOneOf([
          400, 403,
        ]);
        expect(await post(webhook, encode([...params, ...doubled]), signature)).toBeOneOf([
          400, 403,
        ]);
      }
    }
  });

  test("another method", async () => {
    const { body, signature } = genuine;
    for (const method of ["PUT", "PATCH", "DELETE", "OPTIONS"]) {
      expect(await post(webhook, body, signature, { method })).toBe(405);
    }
    expect(await post(`${webhook}?${body}`, "", signature, { method: "HEAD" })).toBe(200);
    expect(await post(`${webhook}?${body}`, "", signature, { method: "GET" })).toBe(200);
  });

  test("another path, its case and its spelling, or a query", async () => {
    const { body, signature } = genuine;
    for (const path of [
      "/Webhook",
      "/WEBHOOK",
      "/webhook/",
      "/webhook//",
      "/webhook/status",
      "/%77ebhook",
      "/webhook%2F",
      "/webhook;a=b",
      "/x/webhook",
      "/webhook?",
      "/webhook?x=1",
      "/webhook?Body=hello",
      "/",
    ]) {
      expect(await post(bot.origin + path, body, signature)).toBeOneOf([403, 404, 405]);
    }
    // fetch would make one slash of two.
    const doubled = await speak(bot.origin, formRequest("//webhook", body, signature));
    expect(statusesIn(doubled)).toEqual([404]);
  });

  test("signed for another scheme, host, port, path or endpoint", async () => {
    const { body, params } = genuine;
    for (const url of [
      "http://bot.example.org/webhook",
      "https://bot.example.org.evil.example/webhook",
      "https://bot.example.org:8443/webhook",
      "https://bot.example.org:80/webhook",
      "https://user:secret@bot.example.org/webhook",
      "https://BOT.example.org/webhook",
      "https://bot.example.org/webhook/status",
      "https://bot.example.org",
      webhook,
    ]) {
      expect(await post(webhook, body, sign(params, url))).toBe(403);
    }
  });

  test("a signature over the parameters as JSON, or over no parameters", async () => {
    const { params } = genuine;
    const json = JSON.stringify(Object.fromEntries(params));
    const type = { "content-type": "application/json" };
    expect(await post(webhook, json, sign([]), { headers: type })).toBe(415);
    expect(await post(webhook, genuine.body, sign([]))).toBe(403);
    expect(await post(webhook, "", sign(params))).toBe(403);
  });

  test("a status callback's signature on a message, and a message's on a callback", async () => {
    const report: Params = [...genuine.params, ["MessageStatus", "delivered"]];
    const callback = "/webhook/status?o=n1";
    const signature = sign(report, PUBLIC_URL + callback);
    expect(await post(webhook, encode(report), signature)).toBe(403);
    expect(await post(bot.origin + callback, encode(report), sign(report))).toBe(403);
    expect(await post(`${bot.origin}/webhook/status?o=n2`, encode(report), signature)).toBe(403);
    expect(await post(bot.origin + callback, encode(report), signature)).toBe(204);
  });
});

describe("once it was taken, the same message", () => {
  beforeEach(async () => {
    expect(await post(webhook, genuine.body, genuine.signature)).toBe(200);
    await bot.settle();
    expect((await rowCounts(bot)).users).toBe(1);
  });

  test("passes with any bit of its body flipped only if it still says the same", async () => {
    const before = await rowCounts(bot);
    const bytes = Buffer.from(genuine.body);
    await fc.assert(
      fc.asyncProperty(fc.nat(bytes.length * 8 - 1), async (bit) => {
        const flipped = flipBit(bytes, bit);
        const said = [...new URLSearchParams(new TextDecoder().decode(flipped))];
        const isSame = JSON.stringify(said) === JSON.stringify(genuine.params);
        // %2B and %2b are one letter, one bit apart.
        const expected = isSame ? [200] : [400, 403];
        expect(await post(webhook, flipped, genuine.signature)).toBeOneOf(expected);
      }),
      { numRuns },
    );
    expect(await rowCounts(bot)).toEqual(before);
  });

  test("passes in any order of its parameters, and is a duplicate", async () => {
    const before = await rowCounts(bot);
    const order = fc.shuffledSubarray([...genuine.params], { minLength: genuine.params.length });
    await fc.assert(
      fc.asyncProperty(order, async (params) => {
        expect(await post(webhook, encode(params), genuine.signature)).toBe(200);
      }),
      { numRuns: rounds(50, 2_000) },
    );
    expect(await rowCounts(bot)).toEqual(before);
    await bot.settle();
    expect(bot.sent(ADA).length).toBe(before.messages);
  });
});

function flipBit(bytes: Uint8Array, bit: number): Buffer<ArrayBuffer> {
  const flipped = Buffer.from(bytes);
  flipped.writeUInt8(flipped.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
  return flipped;
}
