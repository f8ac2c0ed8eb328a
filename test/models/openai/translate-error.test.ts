import { expect, test } from "bun:test";
import { APIConnectionError, APIError } from "openai";
import { PermanentError, TransientError } from "../../../src/core/errors.ts";
import { translateError } from "../../../src/models/openai/translate-error.ts";

const asked = {
  what: "m through chat",
  signal: new AbortController().signal,
  deadline: new AbortController().signal,
};

const upstreamError = (status: number, error: object, headers: Record<string, string> = {}) =>
  APIError.generate(status, { error }, undefined, new Headers(headers));

test.each([
  [429, { code: "insufficient_quota" }, "insufficient_quota"],
  [429, { type: "insufficient_quota" }, "insufficient_quota"],
  [429, { code: "billing_hard_limit_reached" }, "billing_hard_limit_reached"],
  [402, { code: 402 }, "402"],
  [401, { code: "invalid_api_key" }, "invalid_api_key"],
  [403, { code: "unsupported_country_region_territory" }, "unsupported_country_region_territory"],
  [404, { code: "model_not_found" }, "model_not_found"],
  [404, {}, "http_404"],
  [400, { code: "context_length_exceeded" }, "context_length_exceeded"],
  [400, { code: null, type: "invalid_request_error" }, "invalid_request_error"],
  [413, {}, "http_413"],
  [422, {}, "http_422"],
])("%i %p will never work as asked", (status, body, code) => {
  const error = translateError(upstreamError(status, body), asked);

  expect(error).toBeInstanceOf(PermanentError);
  expect(error).toMatchObject({ code });
});

test.each([
  [408, {}],
  [409, {}],
  [429, { code: "rate_limit_exceeded" }],
  [429, {}],
  [500, { code: "server_error" }],
  [503, {}],
  [529, {}],
])("%i %p may work later", (status, body) => {
  expect(translateError(upstreamError(status, body), asked)).toBeInstanceOf(TransientError);
});

test.each([
  [{ "retry-after": "7" }, 7_000],
  [{ "retry-after": "1.5" }, 1_500],
  [{ "retry-after-ms": "250", "retry-after": "7" }, 250],
  [{ "retry-after": "86400" }, 300_000],
  [
    { "retry-after": "Sun, 22 Nov 2026 10:00:30 GMT", date: "Sun, 22 Nov 2026 10:00:00 GMT" },
    30_000,
  ],
  [{ "retry-after": "Sun, 22 Nov 2026 09:00:00 GMT", date: "Sun, 22 Nov 2026 10:00:00 GMT" }, 0],
  [{ "retry-after": "Sun, 22 Nov 2026 10:00:30 GMT" }, null],
  [{ "retry-after": "soon" }, null],
  [{ "retry-after": "-5" }, null],
  [{}, null],
])("an upstream's wait of %p is respected, up to five minutes", (...row) => {
  const [headers, retryAfterMs] = row;

  expect(translateError(upstreamError(429, {}, headers), asked)).toMatchObject({ retryAfterMs });
});

test.each([
  ["EMFILE", "EMFILE"],
  ["ECONNREFUSED", "connection"],
])("a connection that could not be opened because of %s is tried again", (found, code) => {
  const cause = Object.assign(new TypeError("fetch failed"), { code: found });
  const error = translateError(new APIConnectionError({ cause }), asked);
  expect(error).toBeInstanceOf(TransientError);
  expect(error).toMatchObject({ code });
});

test("a message contains the request and the finding, never the upstream's words", () => {
  const body = {
    code: "bad value!",
    type: "invalid_request_error",
    param: "input[0]",
    message: "x",
  };

  const error = translateError(upstreamError(400, body, { "x-request-id": "req_1" }), asked);

  expect(error?.message).toBe("m through chat: 400 invalid_request_error input[0] (req_1)");
});

test("a bug stays what it is", () => {
  expect(translateError(new TypeError("x is not a function"), asked)).toBeNull();
});
