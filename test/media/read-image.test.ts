import { afterAll, describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inflateSync } from "node:zlib";
import { findFileType } from "../../src/media/find-file-type.ts";
import { readImage } from "../../src/media/read-image.ts";
import { jpeg } from "../pictures.ts";

const fixture = (name: string) => join(import.meta.dir, "../fixtures/documents", name);
const folder = mkdtempSync(join(tmpdir(), "pictures-"));
afterAll(() => rmSync(folder, { recursive: true }));
const fileOf = (bytes: Uint8Array) => {
  const path = join(folder, crypto.randomUUID());
  writeFileSync(path, bytes);
  return path;
};

/** Red, green and blue of a picture, scaled down to so many pixels, row by row. */
async function pixelsOf(path: string, width = 1, height = 1): Promise<number[][]> {
  const image = await readImage(path);
  if (image.outcome !== "read") throw new Error(image.outcome);
  const small = new Bun.Image(image.bytes).resize(width, height, { filter: "box" });
  const png = Buffer.from(await small.png({ compressionLevel: 0 }).bytes());
  const at = png.indexOf("IDAT") + 4;
  const length = png.readUInt32BE(at - 8);
  const lines = inflateSync(png.subarray(at, at + length));
  const row = width * 4 + 1;
  return Array.from({ length: width * height }, (_, index) => {
    const from = Math.floor(index / width) * row + 1 + (index % width) * 4;
    return [...lines.subarray(from, from + 3)];
  });
}

describe("a picture reaches the model as a user sees it:", () => {
  test("a transparent background becomes white, however large the picture is", async () => {
    const [[red = 0] = []] = await pixelsOf(fixture("black-on-transparent.png"));
    expect(red).toBeGreaterThan(100);
    expect(await readImage(fixture("big-transparent.png"))).toMatchObject({ outcome: "read" });
  });

  test("an animated sticker is its first frame", async () => {
    expect(await readImage(fixture("anim.webp"))).toMatchObject({
      outcome: "read",
      contentType: "image/png",
    });
  });

  test("a very tall screenshot stays large enough to read, in strips from left to right", async () => {
    const top = await jpeg("red", 1_080, 1_000);
    const tall = await new Bun.Image(top).resize(1_080, 12_000).png().bytes();
    const image = await readImage(fileOf(tall));
    if (image.outcome !== "read") throw new Error(image.outcome);
    const { width, height } = await new Bun.Image(image.bytes).metadata();
    expect(height).toBeLessThanOrEqual(1_568);
    // Scaled down whole, it would be 141 pixels wide.
    expect(width).toBeGreaterThan(3 * 300);
    expect(width).toBeLessThanOrEqual(1_568);
  });

  test.each(["cmyk.jpg", "png16.png"])("the colours of %s are its own", async (name) => {
    const source = new Bun.Image(await Bun.file(fixture(name)).bytes());
    const expected = fileOf(await source.jpeg({ quality: 95 }).bytes());
    const [[r = 0, g = 0, b = 0] = []] = await pixelsOf(fixture(name));
    const [[r2 = 0, g2 = 0, b2 = 0] = []] = await pixelsOf(expected);
    expect(Math.abs(r - r2) + Math.abs(g - g2) + Math.abs(b - b2)).toBeLessThan(12);
  });
});

test.each([
  "word-00-bmw.txt",
  "word-01-bmi.txt",
  "word-02-mac.txt",
  "word-03-form.txt",
  "word-04-id3.txt",
  "word-05-gif.txt",
  "word-11-mp+.txt",
])("a note that begins with a signature is a note: %s", async (name) => {
  expect(await findFileType(fixture(name))).toBeNull();
});

test("pictures are distinguished from notes", async () => {
  const tiff = Buffer.concat([Buffer.from("49492a00ffff0000", "hex"), Buffer.alloc(5_000)]);
  expect(await findFileType(fileOf(tiff))).toMatchObject({ contentType: "image/tiff" });
  expect(await findFileType(fixture("anim.webp"))).toMatchObject({ contentType: "image/webp" });
  expect(await findFileType(fileOf(await jpeg("red")))).toMatchObject({
    contentType: "image/jpeg",
  });
});
