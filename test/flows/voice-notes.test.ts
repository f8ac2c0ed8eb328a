import { afterEach, describe, expect, test } from "bun:test";
import { join } from "node:path";
import type { Environment } from "../../src/config.ts";
import { en } from "../../src/text/sentences/en.ts";
import { ADA, BOB } from "../harness.ts";
import { type MediaSetup, setUpMedia } from "./media-setup.ts";

const fixture = (name: string) => Bun.file(join(import.meta.dir, "../fixtures", name)).bytes();

/** A voice note that says it plays for so many seconds. */
async function lasting(seconds: number): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new Uint8Array(await fixture("voice-note.ogg"));
  const samples = Buffer.from(bytes.buffer);
  // What an Opus decoder skips at the beginning counts too.
  const skipped = samples.readUInt16LE(samples.indexOf("OpusHead") + 10);
  const at = samples.lastIndexOf("OggS") + 6;
  samples.writeBigInt64LE(BigInt(seconds * 48_000 + skipped), at);
  return bytes;
}

/** A second of nothing, at 8,000 samples of 16 bits. */
function silentWav(): Uint8Array<ArrayBuffer> {
  const samples = 8_000;
  const wav = Buffer.alloc(44 + 2 * samples);
  wav.write("RIFF", "latin1");
  wav.writeUInt32LE(wav.length - 8, 4);
  wav.write("WAVEfmt ", 8, "latin1");
  wav.writeUInt32LE(16, 16);
  wav.writeUInt16LE(1, 20);
  wav.writeUInt16LE(1, 22);
  wav.writeUInt32LE(samples, 24);
  wav.writeUInt32LE(2 * samples, 28);
  wav.writeUInt16LE(2, 32);
  wav.writeUInt16LE(16, 34);
  wav.write("data", 36, "latin1");
  wav.writeUInt32LE(2 * samples, 40);
  return new Uint8Array(wav);
}

interface Sending {
  readonly settings?: Environment;
  readonly heard?: string;
  readonly contentType?: string;
  readonly body?: string;
  readonly forwarded?: "once";
}

describe("a voice note", () => {
  let setup: MediaSetup;
  afterEach(() => setup.stop());

  async function send(
    bytes: Uint8Array<ArrayBuffer>,
    { settings = {}, heard = "Buy milk", ...message }: Sending = {},
  ): Promise<void> {
    setup = await setUpMedia(settings);
    setup.upstream.hears(heard);
    await setup.bot.twilio.sendMedia({ from: ADA, bytes, contentType: "audio/ogg", ...message });
    await setup.bot.settle();
  }

  test("counts towards the limits by the seconds that are billed, where the service tells them", async () => {
    setup = await setUpMedia();
    const bytes = new Uint8Array(await fixture("voice-note.ogg"));
    for (const [from, seconds] of [[ADA, 2] as const, [BOB, 10] as const]) {
      const usage = { type: "duration", seconds };
      setup.upstream.hears(() => Response.json({ text: "Buy milk", usage }));
      await setup.bot.twilio.sendMedia({ from, bytes, contentType: "audio/ogg" });
      await setup.bot.settle();
    }
    const [ada, bob] = await setup.bot.rows<{ tokens: number }>(
      "SELECT tokens FROM spending ORDER BY user_id",
    );
    expect(Number(bob?.tokens) - Number(ada?.tokens)).toBe(8 * 200);
  });

  test("is transcribed, answered and stored as its sender's words", async () => {
    await send(await fixture("voice-note.ogg"), { settings: { TRANSCRIPTION_LANGUAGE: "en" } });
    expect(setup.upstream.recordings).toEqual([
      { name: "recording.ogg", size: 9_226, model: "gpt-transcribe", language: "en" },
    ]);
    expect(setup.shownText()).toBe('<material kind="voice note">\nBuy milk\n</material>');
    expect(setup.bot.sent()).toEqual(["I see."]);
    expect(await setup.bot.rows("SELECT content, message_type FROM messages")).toEqual([
      { content: "Buy milk", message_type: "audio" },
    ]);
    await setup.bot.twilio.sendText({ from: ADA, body: "How much of it?" });
    await setup.bot.settle();
    expect(setup.firstText()).toBe('<material kind="voice note">\nBuy milk\n</material>');
  });

  test("is transcribed only once, however often the model is asked", async () => {
    setup = await setUpMedia();
    setup.upstream.refuses(2);
    const bytes = await fixture("voice-note.ogg");
    await setup.bot.twilio.sendMedia({ from: ADA, bytes, contentType: "audio/ogg" });
    await setup.bot.settle();
    await setup.bot.restart();
    await setup.bot.settle(30_000);
    expect(setup.bot.sent()).toEqual(["I see."]);
    expect(setup.upstream.asked).toHaveLength(3);
    expect(setup.upstream.recordings).toHaveLength(1);
  });

  test("waits for a transcription service that is busy", async () => {
    setup = await setUpMedia();
    setup.upstream.hears(() => new Response("busy", { status: 503 }));
    const bytes = await fixture("voice-note.ogg");
    await setup.bot.twilio.sendMedia({ from: ADA, bytes, contentType: "audio/ogg" });
    await setup.bot.settle();
    expect(setup.bot.sent()).toEqual([]);
    setup.upstream.hears("At last");
    await setup.bot.settle(10_000);
    expect(setup.bot.sent()).toEqual(["I see."]);
    expect(setup.shownText()).toContain("At last");
  });

  test("is repeated above its answer when its owner wishes so", async () => {
    await send(await fixture("voice-note.ogg"), { settings: { VOICE_ECHO: "true" } });
    expect(setup.bot.sent()).toEqual(["🎤 “Buy milk”\n\nI see."]);
    expect(await setup.bot.rows("SELECT ai_response FROM messages")).toEqual([
      { ai_response: "I see." },
    ]);
  });

  test("of more than MAX_VOICE_MINUTES is not uploaded, and gets an explanation", async () => {
    await send(await lasting(121), { settings: { MAX_VOICE_MINUTES: "2" } });
    expect(setup.upstream.recordings).toEqual([]);
    expect(setup.bot.sent()).toEqual([en.attachmentProblems.audioTooLong]);
    await setup.stop();
    await send(await lasting(120), { settings: { MAX_VOICE_MINUTES: "2" } });
    expect(setup.upstream.recordings).toHaveLength(1);
    expect(setup.bot.sent()).toEqual(["I see."]);
  });

  test("counts towards the day's tokens by how long it plays, before it is uploaded", async () => {
    const settings = {
      MAX_VOICE_MINUTES: "0",
      DAILY_TOKEN_LIMIT_PER_USER: "200000",
      ADMIN_USERS: "+4915199999999",
    };
    // 200 tokens a second: what the first answer took leaves less than another 100,000.
    const bytes = await lasting(500);
    await send(bytes, { settings });
    for (let more = 0; more < 2; more += 1) {
      await setup.bot.twilio.sendMedia({ from: ADA, bytes, contentType: "audio/ogg" });
      await setup.bot.settle();
    }
    expect(setup.upstream.recordings).toHaveLength(1);
    expect(setup.bot.sent(ADA)).toEqual(["I see.", en.attachmentProblems.tooMuchToHear]);
    expect(setup.bot.sent("whatsapp:+4915199999999")).toHaveLength(1);
  });

  test("that the service refused for now is paid for once", async () => {
    setup = await setUpMedia();
    setup.upstream.hears(() => new Response("busy", { status: 503 }));
    const bytes = await lasting(100);
    await setup.bot.twilio.sendMedia({ from: ADA, bytes, contentType: "audio/ogg" });
    await setup.bot.settle();
    setup.upstream.hears("At last");
    await setup.bot.settle(10_000);
    const [spent] = await setup.bot.rows<{ tokens: number }>(
      "SELECT tokens FROM spending WHERE user_id <> 0",
    );
    expect(spent?.tokens).toBeGreaterThanOrEqual(20_000);
    expect(spent?.tokens).toBeLessThan(40_000);
  });

  test("of more than a minute is to be summed up, unless its caption asks something else", async () => {
    const long = await lasting(61);
    await send(long);
    expect(setup.shownText()).toContain("longer than a minute. Begin with a summary");
    await setup.stop();
    await send(long, { body: "Who is speaking?" });
    expect(setup.shownText()).toEndWith("</material>\n\nWho is speaking?");
  });

  test("that was forwarded is summed up as another speaker's", async () => {
    await send(await fixture("voice-note.ogg"), { forwarded: "once" });
    expect(setup.shownText()).toContain('<material kind="forwarded message" type="audio">');
    expect(setup.shownText()).toContain("somebody else");
  });

  test("without a word gets an explanation", async () => {
    await send(await fixture("voice-note.ogg"), { heard: " \n" });
    expect(setup.bot.sent()).toEqual([expect.stringContaining("could not hear any words")]);
    expect(setup.upstream.asked).toEqual([]);
  });

  test.skipIf(Bun.which("ffmpeg") === null)(
    "of silence is not handed to a service that would make words of it",
    async () => {
      await send(silentWav(), { contentType: "audio/wav", heard: "Thanks for watching!" });
      expect(setup.upstream.recordings).toEqual([]);
      expect(setup.upstream.asked).toEqual([]);
      expect(setup.bot.sent()).toHaveLength(1);
    },
  );

  test("that the service cannot play gets an explanation", async () => {
    setup = await setUpMedia();
    const error = { message: "Invalid file", type: "invalid_request_error", code: null };
    setup.upstream.hears(() => Response.json({ error }, { status: 400 }));
    const bytes = await fixture("voice-note.ogg");
    await setup.bot.twilio.sendMedia({ from: ADA, bytes, contentType: "audio/ogg" });
    await setup.bot.settle();
    expect(setup.bot.sent()).toEqual([expect.stringContaining("could not play")]);
  });

  test("in a format that the service refuses is turned into another, where there is ffmpeg", async () => {
    await send(await fixture("voice-note.aac"), { contentType: "audio/aac" });
    if (Bun.which("ffmpeg") === null) {
      expect(setup.bot.sent()).toEqual([expect.stringContaining("audio format")]);
    } else {
      expect(setup.upstream.recordings).toMatchObject([{ name: "recording.flac" }]);
      expect(setup.shownText()).toContain("Buy milk");
    }
  });

  test("in an unknown format gets a list of formats that work", async () => {
    await send(new Uint8Array(Buffer.from("#!SILK_V3 and then some")), {
      contentType: "audio/silk",
    });
    expect(setup.bot.sent()).toEqual([expect.stringContaining("microphone button")]);
  });
});
