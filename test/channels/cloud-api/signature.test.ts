import { expect, test } from "bun:test";
import * as fc from "fast-check";
import { signBody, verifySignature } from "../../../src/channels/cloud-api/verify-signature.ts";
import { META } from "../../cloud-api/account.ts";
import { propertyRuns } from "../../property-runs.ts";
import { envelope, messageOf, setUpWebhook, VERIFY_TOKEN } from "./webhook-setup.ts";

const SECRET = META.appSecret;
const body = fc.uint8Array({ minLength: 1, maxLength: 200 });

test("the example of a known digest is accepted", () => {
  const bytes = new TextEncoder().encode("The quick brown fox jumps over the lazy dog");
  const digest = "f7bc83f430538424b13298e6aa6fb143ef4d59a14946175997479dbc2d1a3cd8";
  expect(verifySignature(bytes, `sha256=${digest}`, "key")).toBe(true);
});

test("every body that Meta signs is accepted, and with any one bit changed it is not", () => {
  fc.assert(
    fc.property(body, fc.nat(), (bytes, at) => {
      const signature = signBody(bytes, SECRET);
      expect(verifySignature(bytes, signature, SECRET)).toBe(true);
      const changed = Uint8Array.from(bytes);
      const bit = at % (bytes.length * 8);
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(verifySignature(changed, signature, SECRET)).toBe(false);
    }),
    propertyRuns,
  );
});

test("another key, another form and no signature are refused", () => {
  const bytes = new TextEncoder().encode("{}");
  const good = signBody(bytes, SECRET);
  const hex = good.slice("sha256=".length);
  const base64 = Buffer.from(hex, "hex").toString("base64");
  const forms = [
    null,
    "",
    hex,
    `sha1=${hex}`,
    `sha256=${base64}`,
    `sha256=${hex.slice(1)}`,
    `${good}0`,
    `${good}, ${good}`,
    `sha256=${"0".repeat(64)}`,
  ];
  for (const form of forms) expect(verifySignature(bytes, form, SECRET)).toBe(false);
  expect(verifySignature(bytes, good, "f".repeat(32))).toBe(false);
  expect(verifySignature(bytes, signBody(bytes, ""), "")).toBe(false);
});

test("a forged batch is refused before it is parsed, and leaves nothing", async () => {
  const webhook = setUpWebhook();
  const text = JSON.stringify(envelope({ messages: [messageOf()] }));
  const bytes = new TextEncoder().encode(text);
  const headers = { "x-hub-signature-256": signBody(bytes, SECRET) };
  expect((await webhook.post(bytes)).status).toBe(403);
  expect((await webhook.post(`${text} `, headers)).status).toBe(403);
  expect(
    (await webhook.post("[", { "x-hub-signature-256": `sha256=${"0".repeat(64)}` })).status,
  ).toBe(403);
  expect(
    (await webhook.post(new TextEncoder().encode(text.replace("Hello", "Hallo")), headers)).status,
  ).toBe(403);
  expect(webhook.received).toEqual([]);
  expect(webhook.results).toEqual(["forged", "forged", "forged", "forged"]);
  expect((await webhook.post(bytes, headers)).status).toBe(200);
  expect(webhook.received).toHaveLength(1);
});

test("Meta's escaped text is verified as it came, and read as it was meant", async () => {
  const webhook = setUpWebhook();
  expect(
    (await webhook.deliver(envelope({ messages: [messageOf({ text: { body: "Grüße 👋" } })] })))
      .status,
  ).toBe(200);
  expect(webhook.received).toMatchObject([{ text: "Grüße 👋" }]);
});

test("a webhook is verified with its token, and with no other", async () => {
  const { get } = setUpWebhook();
  const asked = {
    "hub.mode": "subscribe",
    "hub.challenge": "1158201444",
    "hub.verify_token": VERIFY_TOKEN,
  };
  const answer = await get(asked);
  expect([answer.status, await answer.text()]).toEqual([200, "1158201444"]);
  for (const wrong of [
    { ...asked, "hub.verify_token": "another" },
    { ...asked, "hub.verify_token": "" },
    { ...asked, "hub.mode": "unsubscribe" },
    { ...asked, "hub.challenge": "<script>" },
  ]) {
    const refused = await get(wrong);
    expect(refused.status).toBe(403);
    expect(await refused.text()).not.toContain(VERIFY_TOKEN);
  }
  expect((await get({})).status).toBe(200);
});
