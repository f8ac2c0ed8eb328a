import { expect, test } from "bun:test";
import * as fc from "fast-check";
import { signRequest } from "../../../src/channels/twilio/sign-request.ts";
import { verifySignature } from "../../../src/channels/twilio/verify-signature.ts";

const authToken = "12345";
const url = "https://bot.example/webhook";

const paramsArbitrary = fc.dictionary(
  fc.stringMatching(/^[A-Z][A-Za-z]{2,12}\d?$/),
  fc.string({ unit: "binary", maxLength: 40 }),
  { minKeys: 1, maxKeys: 8 },
);

test("Twilio's own example from its documentation is accepted", () => {
  const params = {
    CallSid: "CA1234567890ABCDE",
    Caller: "+12349013030",
    Digits: "1234",
    From: "+12349013030",
    To: "+18005551212",
  };
  const signature = "0/KCTR6DLpKmkAf8muzZqo1nDgQ=";
  const example = { authToken, url: "https://mycompany.com/myapp.php?foo=1&bar=2", params };
  expect(verifySignature({ ...example, signature })).toBe(true);
});

test("every request that Twilio signs is accepted, in any order of its parameters", () => {
  fc.assert(
    fc.property(paramsArbitrary, (params) => {
      const signature = signRequest(authToken, url, params);
      const reordered = Object.fromEntries(Object.entries(params).toReversed());
      expect(verifySignature({ authToken, url, params: reordered, signature })).toBe(true);
    }),
  );
});

test("a signature with any one bit flipped is refused", () => {
  fc.assert(
    fc.property(paramsArbitrary, fc.nat(159), (params, bit) => {
      const bytes = Buffer.from(signRequest(authToken, url, params), "base64");
      bytes.writeUInt8(bytes.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
      const signature = bytes.toString("base64");
      expect(verifySignature({ authToken, url, params, signature })).toBe(false);
    }),
  );
});

test("parameters that are dropped, added, renamed or changed are refused", () => {
  fc.assert(
    fc.property(paramsArbitrary, fc.nat(), (params, seed) => {
      const signature = signRequest(authToken, url, params);
      const keys = Object.keys(params);
      const key = keys[seed % keys.length] ?? "";
      const { [key]: value, ...rest } = params;
      const altered = [
        rest,
        { ...params, Extra: "1" },
        { ...params, [key]: `${value}x` },
        { ...rest, [`${key}Q`]: value ?? "" },
        Object.fromEntries([...Object.entries(params), ["__proto__", "x"]]),
      ];
      for (const forged of altered) {
        expect(verifySignature({ authToken, url, params: forged, signature })).toBe(false);
      }
    }),
  );
});

test("another path, query, host or token is refused", () => {
  const params = { Body: "hello" };
  const signature = signRequest(authToken, url, params);
  const given = { authToken, url, params, signature };
  expect(verifySignature(given)).toBe(true);
  for (const change of [
    { url: "https://bot.example/webhook/status" },
    { url: "https://bot.example/webhook?o=1" },
    { url: "https://evil.example/webhook" },
    { url: "http://bot.example/webhook" },
    { authToken: "12346" },
    { authToken: "" },
    { signature: "" },
    { signature: null },
    { signature: `${signature} ` },
    { url: "/webhook" },
    { url: "" },
  ]) {
    expect(verifySignature({ ...given, ...change })).toBe(false);
  }
});

test("the default port may be written or not, and the query keeps its escapes", () => {
  const params = {};
  const withQuery = "https://bot.example/webhook/status?o=a%2Fb%20c&x=%27";
  const signature = signRequest(authToken, withQuery.replace(".example", ".example:443"), params);
  expect(verifySignature({ authToken, url: withQuery, params, signature })).toBe(true);
});

test("an empty token verifies nothing, not even a request signed with it", () => {
  const signature = signRequest("", url, { Body: "hello" });
  expect(verifySignature({ authToken: "", url, params: { Body: "hello" }, signature })).toBe(false);
});

test("nothing that can be sent makes the check throw", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), fc.string({ unit: "binary" }), (any, signature) => {
      expect(verifySignature({ authToken, url: any, params: { a: any }, signature })).toBe(false);
    }),
  );
});
