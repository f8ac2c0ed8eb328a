import { afterAll, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { audioDuration } from "../../src/media/audio-duration.ts";
import { frameDuration } from "../../src/media/audio-frames.ts";
import { cpuTimeOf } from "../cpu-time.ts";

const folder = mkdtempSync(join(tmpdir(), "duration-"));
afterAll(() => rmSync(folder, { recursive: true }));

async function durationOf(bytes: Uint8Array | Buffer) {
  const path = join(folder, crypto.randomUUID());
  await Bun.write(path, bytes);
  return audioDuration(path);
}

const fixture = (name: string) => audioDuration(join(import.meta.dir, "../fixtures", name));
const text = (value: string) => Buffer.from(value, "latin1");

/** So many frames that all look like this. */
function frames(head: readonly number[], bytes: number, count: number): Buffer {
  const frame = Buffer.alloc(bytes);
  frame.set(head);
  return Buffer.concat(Array.from({ length: count }, () => frame));
}

/** 128 kbit/s at 44.1 kHz. */
const mp3 = (count: number) => frames([0xff, 0xfb, 0x90, 0x00], 417, count);

function wave(bytesPerSecond: number, seconds: number): Buffer {
  const head = Buffer.alloc(44);
  head.set(text("RIFF"), 0);
  head.set(text("WAVEfmt "), 8);
  head.writeUInt32LE(bytesPerSecond, 28);
  return Buffer.concat([head, Buffer.alloc(bytesPerSecond * seconds)]);
}

function movie(seconds: number, bytes: number): Buffer {
  const file = Buffer.alloc(bytes);
  file.set(text("ftypM4A "), 4);
  file.set(text("mvhd"), 100);
  file.writeUInt32BE(1_000, 116);
  file.writeUInt32BE(seconds * 1_000, 120);
  return file;
}

function flac(seconds: number): Buffer {
  const file = Buffer.alloc(8_000);
  file.set(text("fLaC"), 0);
  file.writeUIntBE(16_000 << 4, 18, 3);
  file.writeUInt32BE(16_000 * seconds, 22);
  return file;
}

test("a voice note's own file states how long it plays", async () => {
  expect(await fixture("voice-note.ogg")).toEqual({ ms: 4_039, isStated: true });
  expect(await fixture("voice-note.aac")).toEqual({ ms: 4_160, isStated: true });
});

test.each([
  ["WAV", wave(16_000, 5), 5_000],
  ["FLAC", flac(90), 90_000],
  ["MP4", movie(90, 90_000), 90_000],
  ["MP3", mp3(100), 2_612],
  [
    "MP3 behind a tag",
    Buffer.concat([text("ID3\x03\0\0\0\0\x01\0"), Buffer.alloc(128), mp3(100)]),
    2_612,
  ],
  ["AMR", Buffer.concat([text("#!AMR\n"), frames([0x3c], 32, 500)]), 10_000],
  ["wide AMR", Buffer.concat([text("#!AMR-WB\n"), frames([0x04], 18, 500)]), 10_000],
])("%s states how long it plays", async (_, bytes, ms) => {
  const duration = await durationOf(bytes);
  expect(duration.isStated).toBe(true);
  expect(Math.abs(duration.ms - ms)).toBeLessThanOrEqual(20);
});

test.each([
  ["a header that says a second of 2 MB", movie(1, 2_000_000)],
  ["a header that says nothing", movie(0, 2_000_000)],
  ["a kind of file that is not known", Buffer.alloc(2_000_000, 1)],
])("%s is taken for as long as its size allows", async (_, bytes) => {
  expect(await durationOf(bytes)).toEqual({ ms: 2_000_000, isStated: false });
});

test("the shortest frames, in the largest file that comes, are counted at once", () => {
  const largest = Buffer.alloc(16 * 1024 * 1024, 0x7c);
  largest.write("#!AMR\n", "latin1");
  expect(cpuTimeOf(() => expect(frameDuration(largest)).toBe(4 * 3_600_000))).toBeLessThan(100);
});

test("an empty or cut file has a length too", async () => {
  for (const bytes of [text(""), text("RIFF"), text("fLaC"), text("OggS"), text("#!AMR\n")]) {
    expect((await durationOf(bytes)).isStated).toBe(false);
  }
});
