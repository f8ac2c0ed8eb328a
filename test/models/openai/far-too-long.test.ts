import { afterEach, describe, expect, test } from "bun:test";
import { PermanentError } from "../../../src/core/errors.ts";
import { createModel } from "../../../src/models/openai/create-model.ts";
import { MAX_ANSWER_LENGTH } from "../../../src/models/openai/limit-answer.ts";
import { closeJson, MAX_BODY_BYTES } from "../../../src/models/openai/read-body.ts";
import {
  createTranscriber,
  MAX_TRANSCRIPT_LENGTH,
} from "../../../src/models/openai/transcriber.ts";
import { modelRequest, rejection } from "./upstream.ts";
import { answered } from "../../replies.ts";

const MIB = 2 ** 20;
const WORDS = "All work and no play. ";
const started: { stop(force: true): unknown }[] = [];
afterEach(async () => {
  for (const server of started.splice(0)) await server.stop(true);
});

/** An upstream whose answer is `before`, the same words over and over for `bytes`, and `after`. */
function startEndless(before: string, bytes: number, after: string, status = 200) {
  const seen = { sent: 0 };
  const words = Buffer.from(WORDS.repeat(3_000));
  async function* body() {
    yield Buffer.from(before);
    for (let left = bytes; left > 0; left -= words.byteLength) {
      seen.sent += words.byteLength;
      yield words;
      await Bun.sleep(0);
    }
    yield Buffer.from(after);
  }
  const server = Bun.serve({
    port: 0,
    hostname: "127.0.0.1",
    fetch: async (request) => {
      await request.arrayBuffer();
      return new Response(body(), { status, headers: { "content-type": "application/json" } });
    },
  });
  started.push(server);
  return { seen, baseUrl: `${server.url.origin}/v1` };
}

const FRAMES = {
  chat: ['{"choices":[{"message":{"content":"', '"},"finish_reason":"stop"}]}'],
  responses: [
    '{"status":"completed","output":[{"type":"message","content":[{"type":"output_text","text":"',
    '"}]}]}',
  ],
} as const;

describe.each(["responses", "chat"] as const)("through %s", (api) => {
  const [before, after] = FRAMES[api];
  const respond = (baseUrl: string) =>
    createModel({ api, model: "m", apiKey: null, baseUrl, maxOutputTokens: null }).respond(
      modelRequest(),
    );

  test.each([
    ["a hundred thousand characters", 100_000],
    ["30 MB", 30 * MIB],
  ])("of an answer of %s a user gets the beginning, to the end of a word", async (_, bytes) => {
    const { text, outcome } = await answered(respond(startEndless(before, bytes, after).baseUrl));

    expect(outcome).toBe("truncated");
    expect(text).toStartWith("All work and no play. All work");
    expect(text.length).toBeWithin(MAX_ANSWER_LENGTH - 20, MAX_ANSWER_LENGTH + 1);
    expect(WORDS.repeat(3_000).startsWith(`${text} `)).toBe(true);
  });

  test("the rest of an answer without end is not waited for", async () => {
    const upstream = startEndless(before, 400 * MIB, after);

    await respond(upstream.baseUrl);

    expect(upstream.seen.sent).toBeGreaterThan(MAX_BODY_BYTES);
    expect(upstream.seen.sent).toBeLessThan(200 * MIB);
  });

  test("an error without end is an error all the same, and not waited for", async () => {
    const upstream = startEndless('{"error":{"message":"', 400 * MIB, '"}}', 500);

    expect(await rejection(respond(upstream.baseUrl))).toMatchObject({ code: "http_500" });
    expect(upstream.seen.sent).toBeLessThan(200 * MIB);
  });

  test("an answer without end and without words is a fault of its own kind, not asked for again", async () => {
    const upstream = startEndless('{"choices":[{"nothing":"', 5 * MIB, '"}]}');

    const error = await rejection(respond(upstream.baseUrl));

    expect(error).toBeInstanceOf(PermanentError);
    expect(error).toMatchObject({ code: "answer-too-large" });
  });
});

test("of what is heard in a recording the first three hours count", async () => {
  const { baseUrl } = startEndless('{"text":"', 30 * MIB, '"}');
  const transcriber = createTranscriber({ model: "m", language: null, apiKey: null, baseUrl });

  const heard = await transcriber.transcribe({
    path: import.meta.path,
    format: "ogg",
    signal: new AbortController().signal,
  });

  expect(heard?.text.length).toBeWithin(MAX_TRANSCRIPT_LENGTH - 20, MAX_TRANSCRIPT_LENGTH + 1);
});

test("JSON that is cut off anywhere within a string can be read up to there", () => {
  const whole = { a: [{ b: 'x "quoted" \\ \u{1f600} end', c: ["}]"] }] };
  const json = JSON.stringify(whole).replace("\u{1f600}", String.raw`\ud83d\ude00`);
  const [from, to] = [json.indexOf("x "), json.indexOf(" end")];
  for (let cut = from; cut <= to; cut += 1) {
    const read: typeof whole = JSON.parse(closeJson(json.slice(0, cut)));
    const b = read.a[0]?.b.toWellFormed().replace(/\ufffd$/, "") ?? "nothing";
    expect(whole.a[0]?.b.startsWith(b)).toBe(true);
  }
  expect(JSON.parse(closeJson(json))).toEqual(whole);
});
