import { afterAll, describe, expect, test } from "bun:test";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { systemClock } from "../../src/core/system-clock.ts";
import { createTempFiles } from "../../src/media/temp-files.ts";
import { makeVoiceNote } from "../../src/media/voice-note.ts";
import { quickFolder } from "../quick-folder.ts";
import { VOICE_NOTE } from "../speech.ts";

const folder = quickFolder("voice-");
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const files = createTempFiles(join(folder, "tmp"));
const means = { signal: new AbortController().signal, clock: systemClock, files };

const OPUS = "audio/ogg; codecs=opus";
const ALL = [OPUS, "audio/mpeg"];
const make = (sound: Uint8Array, delivered = ALL) => makeVoiceNote(sound, delivered, means);
const hasFfmpeg = Bun.which("ffmpeg") !== null;

/** Runs ffmpeg on sound of its own making, or of ours, and returns what it wrote. */
async function ffmpeg(input: string[], output: string[], name: string): Promise<Uint8Array> {
  const path = join(folder, name);
  const run = Bun.spawnSync(["ffmpeg", "-loglevel", "error", "-y", ...input, ...output, path]);
  if (run.exitCode !== 0) throw new Error(run.stderr.toString());
  return new Uint8Array(await Bun.file(path).bytes());
}

const tone = (seconds: number) => ["-f", "lavfi", "-i", `sine=frequency=300:duration=${seconds}`];

/** Returns the facts of a file as ffprobe measures them, by decoding it whole. */
async function measure(sound: Uint8Array) {
  const path = join(folder, `${crypto.randomUUID()}.ogg`);
  await Bun.write(path, sound);
  const probe = Bun.spawnSync([
    "ffprobe",
    "-v",
    "error",
    "-show_entries",
    "stream=codec_name,channels",
    "-of",
    "json",
    path,
  ]);
  const { streams } = JSON.parse(probe.stdout.toString());
  const pcm = await ffmpeg(["-i", path], ["-f", "s16le", "-ar", "8000", "-ac", "1"], "pcm.raw");
  return { ...streams[0], seconds: pcm.length / 2 / 8_000, streams: streams.length };
}

test("a voice note of a server is sent as it is", async () => {
  const note = await make(VOICE_NOTE);
  expect(note).toMatchObject({ contentType: OPUS, bytes: VOICE_NOTE });
  expect(note?.durationMs).toBeGreaterThan(1_000);
});

test.each([
  ["a text", Buffer.from("This is no sound at all.")],
  ["nothing", new Uint8Array()],
  ["a picture", Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 0])],
  ["the beginning of a voice note", VOICE_NOTE.subarray(0, 40)],
])("%s is no voice note", async (_, bytes) => {
  expect(await make(bytes)).toBeNull();
  expect(files.atWork()).toBe(0);
});

describe.if(hasFfmpeg)("with ffmpeg", () => {
  test.each([
    ["wav", ["-ac", "1", "-ar", "24000"]],
    ["mp3", ["-ac", "1"]],
    ["flac", ["-ac", "2"]],
  ])("sound as %s becomes mono Ogg Opus of the same length", async (type, output) => {
    const note = await make(await ffmpeg(tone(3), output, `sound.${type}`));
    expect(note?.contentType).toBe(OPUS);
    const measured = await measure(note?.bytes ?? new Uint8Array());
    expect(measured).toMatchObject({ codec_name: "opus", channels: 1, streams: 1 });
    expect(Math.abs(measured.seconds - 3)).toBeLessThan(0.1);
    expect(Math.abs((note?.durationMs ?? 0) - 3_000)).toBeLessThan(100);
  });

  test("stereo Opus becomes mono", async () => {
    const stereo = await ffmpeg(tone(1), ["-ac", "2", "-c:a", "libopus"], "stereo.ogg");
    const note = await make(stereo);
    expect(await measure(note?.bytes ?? stereo)).toMatchObject({ codec_name: "opus", channels: 1 });
  });

  test("two minutes of a high bit rate become less than 512 KB", async () => {
    const output = ["-c:a", "libopus", "-b:a", "256k", "-vbr", "off"];
    const large = await ffmpeg(tone(120), output, "large.ogg");
    expect(large.length).toBeGreaterThan(512_000);
    const note = await make(large);
    expect(note?.bytes.length).toBeLessThanOrEqual(512_000);
    expect(Math.abs((note?.durationMs ?? 0) - 120_000)).toBeLessThan(200);
  });

  test("the note states its length as its decoded sound has it", async () => {
    const note = await make(VOICE_NOTE);
    const { seconds } = await measure(VOICE_NOTE);
    expect(Math.abs((note?.durationMs ?? 0) / 1_000 - seconds)).toBeLessThan(0.05);
  });
});

describe.if(hasFfmpeg)("without ffmpeg", () => {
  const MODULES = join(import.meta.dir, "../../src");

  /** Makes a voice note in a process that finds no program; returns its content type and length. */
  function makeWithout(path: string, delivered: readonly string[]): unknown {
    const script = `
      import { makeVoiceNote } from "${MODULES}/media/voice-note.ts";
      import { createTempFiles } from "${MODULES}/media/temp-files.ts";
      import { systemClock } from "${MODULES}/core/system-clock.ts";
      const files = createTempFiles("${join(folder, "child")}");
      const means = { signal: new AbortController().signal, clock: systemClock, files };
      const sound = await Bun.file("${path}").bytes();
      const note = await makeVoiceNote(sound, ${JSON.stringify(delivered)}, means);
      console.log(JSON.stringify(note && [note.contentType, Math.round(note.durationMs / 1000)]));`;
    const child = Bun.spawnSync([process.execPath, "-e", script], { env: { PATH: "" } });
    return JSON.parse(child.stdout.toString());
  }

  test("an MP3 is sent where the channel delivers it, and not elsewhere", async () => {
    await ffmpeg(tone(3), ["-ac", "1"], "plain.mp3");
    const path = join(folder, "plain.mp3");
    expect(makeWithout(path, ALL)).toEqual(["audio/mpeg", 3]);
    expect(makeWithout(path, [OPUS])).toBeNull();
  });

  test("a WAV cannot be sent", async () => {
    await ffmpeg(tone(1), ["-ac", "1"], "plain.wav");
    expect(makeWithout(join(folder, "plain.wav"), ALL)).toBeNull();
  });
});
