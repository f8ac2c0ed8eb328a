import { afterEach, describe, expect, test } from "bun:test";
import { createSpeaker, type SpeakerSettings } from "../../../src/models/openai/create-speaker.ts";
import { asChat, asFile, VOICE_NOTE } from "../../speech.ts";
import { rejection, startUpstream, type Upstream } from "./upstream.ts";

let upstream: Upstream;
afterEach(() => upstream.stop());

const signal = new AbortController().signal;
const TEXT = "Milk is on the list, and the shop closes at eight.";

function speaker(
  api: SpeakerSettings["api"],
  respond: (asked: number) => Response,
  timeoutMs?: number,
) {
  let asked = 0;
  upstream = startUpstream(() => respond((asked += 1)));
  return createSpeaker({
    api,
    model: "a-voice",
    voice: "alloy",
    apiKey: "sk-test",
    baseUrl: upstream.baseUrl,
    ...(timeoutMs !== undefined && { timeoutMs }),
  });
}

const speak = (one: ReturnType<typeof speaker>, text = TEXT) =>
  one.speak({ text, language: null, maxTokens: 500, signal });

describe("speech through Chat Completions", () => {
  test("asks for Opus, bounds the tokens, and has the text read word for word", async () => {
    const spoken = await speak(speaker("chat", () => asChat(VOICE_NOTE, TEXT)));
    expect(upstream.bodies).toEqual([
      {
        model: "a-voice",
        modalities: ["text", "audio"],
        audio: { voice: "alloy", format: "opus" },
        max_completion_tokens: 500,
        messages: [
          { role: "system", content: expect.stringContaining("word for word") },
          { role: "user", content: TEXT },
        ],
      },
    ]);
    expect(spoken).toMatchObject({
      outcome: "spoken",
      usage: { kind: "speech", tokens: { totalTokens: 220 }, textTokens: 20, characters: 50 },
    });
    expect("bytes" in spoken && Buffer.from(spoken.bytes).equals(VOICE_NOTE)).toBe(true);
  });

  test.each([
    ["spelt in another way", "milk is on the list and the shop closes at 8"],
    ["punctuated in another way", TEXT.toUpperCase().replaceAll(",", " -")],
  ])("takes a transcript that is %s for the text", async (_, transcript) => {
    const spoken = await speak(speaker("chat", () => asChat(VOICE_NOTE, transcript)));
    expect(spoken.outcome).toBe("spoken");
  });

  test.each([
    ["an answer", "I have put milk on your list. Is there anything else you need?"],
    ["a translation", "La leche está en la lista, y la tienda cierra a las ocho."],
    ["a half", "Milk is on the list"],
    ["more", `${TEXT} ${"And I would like to add something else. ".repeat(3)}`],
  ])("refuses a transcript that is %s, and counts its tokens", async (_, transcript) => {
    const spoken = await speak(speaker("chat", () => asChat(VOICE_NOTE, transcript)));
    expect(spoken).toMatchObject({ outcome: "reworded", usage: { tokens: { totalTokens: 220 } } });
    expect(spoken).not.toHaveProperty("bytes");
  });

  test("compares texts of a script without spaces", async () => {
    const text = "牛奶在清单上,商店八点关门。";
    const one = speaker("chat", () => asChat(VOICE_NOTE, text));
    expect((await speak(one, text)).outcome).toBe("spoken");
    expect((await speak(one, "明天下雨,请带伞出门去上班。")).outcome).toBe("reworded");
  });

  test("refuses speech that was cut off", async () => {
    const one = speaker("chat", () =>
      Response.json({
        choices: [
          {
            finish_reason: "length",
            message: { audio: { data: VOICE_NOTE.toBase64(), transcript: TEXT } },
          },
        ],
      }),
    );
    expect((await speak(one)).outcome).toBe("reworded");
  });

  test("asks once more without a limit that a server does not know", async () => {
    const one = speaker("chat", (asked) =>
      asked === 1
        ? Response.json(
            {
              error: {
                message: "Unsupported parameter: max_completion_tokens",
                param: "max_completion_tokens",
              },
            },
            { status: 400 },
          )
        : asChat(VOICE_NOTE, TEXT),
    );
    expect((await speak(one)).outcome).toBe("spoken");
    expect(upstream.bodies).toMatchObject([{ max_completion_tokens: 500 }, { max_tokens: 500 }]);
  });

  test.each([
    ["no sound", () => asChat(new Uint8Array(), TEXT)],
    ["no transcript", () => asChat(VOICE_NOTE, "")],
    ["no choice", () => Response.json({})],
    ["no JSON", () => new Response("<html>")],
  ])("reports an answer with %s as paid for and useless", async (_, respond) => {
    expect(await rejection(speak(speaker("chat", respond)))).toMatchObject({
      name: "TransientError",
      reason: "no-answer",
    });
  });
});

describe("speech through /audio/speech", () => {
  test("asks for Opus and returns the file", async () => {
    const spoken = await speak(speaker("speech", () => asFile(VOICE_NOTE)));
    expect(upstream.paths).toEqual(["/v1/audio/speech"]);
    expect(upstream.bodies).toEqual([
      { model: "a-voice", voice: "alloy", input: TEXT, response_format: "opus" },
    ]);
    expect(spoken).toMatchObject({
      outcome: "spoken",
      usage: { kind: "speech", tokens: null, characters: 50 },
    });
    expect("bytes" in spoken && Buffer.from(spoken.bytes).equals(VOICE_NOTE)).toBe(true);
  });

  test("asks a server that refuses Opus and MP3 for WAV, and remembers it", async () => {
    const refusal = () =>
      Response.json({ error: { message: "response_format must be wav" } }, { status: 400 });
    const one = speaker("speech", (asked) => (asked < 3 ? refusal() : asFile(VOICE_NOTE)));
    await speak(one);
    await speak(one);
    const formats = upstream.bodies.map((body) => Object(body).response_format);
    expect(formats).toEqual(["opus", "mp3", "wav", "wav"]);
  });

  test.each([
    [401, "credentials"],
    [404, "model-missing"],
    [429, "rate"],
    [503, "server"],
  ])("a status of %i is asked for no other format", async (status, reason) => {
    const one = speaker("speech", () => Response.json({ error: { message: "no" } }, { status }));
    expect(await rejection(speak(one))).toMatchObject({ reason });
    expect(upstream.bodies).toHaveLength(1);
  });

  test("an endless answer is cut off", async () => {
    const one = speaker("speech", () => asFile(new Uint8Array(7_000_000)));
    expect(await rejection(speak(one))).toMatchObject({ reason: "answer-too-large" });
  });

  test("a fault in a successful response is that fault", async () => {
    const one = speaker("speech", () =>
      Response.json({ error: { message: "x", code: "overloaded" } }),
    );
    expect(await rejection(speak(one))).toHaveProperty("code", "overloaded");
  });
});
