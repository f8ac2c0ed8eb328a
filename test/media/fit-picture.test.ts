import { expect, test } from "bun:test";
import { fitPicture } from "../../src/media/fit-picture.ts";
import { jpeg, sticker } from "../pictures.ts";

const MB = 1_000_000;
/** A picture that no format makes small. */
async function noise(side: number): Promise<Uint8Array> {
  const header = Buffer.alloc(54);
  header.write("BM", "latin1");
  header.writeUInt32LE(54 + side * side * 3, 2);
  header.writeUInt32LE(54, 10);
  header.writeUInt32LE(40, 14);
  header.writeInt32LE(side, 18);
  header.writeInt32LE(side, 22);
  header.writeUInt16LE(1, 26);
  header.writeUInt16LE(24, 28);
  const pixels = Buffer.alloc(side * side * 3);
  for (let at = 0; at < pixels.length; at += 65_536) {
    crypto.getRandomValues(pixels.subarray(at, at + 65_536));
  }
  return new Bun.Image(Buffer.concat([header, pixels])).png().bytes();
}

test("a picture that a messenger takes goes out as it was made", async () => {
  const bytes = await jpeg("red", 640, 480);
  expect(await fitPicture(bytes, 5 * MB)).toEqual({
    contentType: "image/jpeg",
    name: "picture.jpg",
    bytes,
  });
});

test("a WebP, which would arrive as a sticker, becomes a PNG", async () => {
  const fitted = await fitPicture(await sticker(), 5 * MB);
  expect(fitted?.contentType).toBe("image/png");
  expect((await new Bun.Image(fitted?.bytes ?? new Uint8Array()).metadata()).format).toBe("png");
});

test("a picture that is too large becomes a smaller JPEG", async () => {
  const large = await noise(1_800);
  expect(large.byteLength).toBeGreaterThan(5 * MB);
  const fitted = await fitPicture(large, 5 * MB);
  expect(fitted?.contentType).toBe("image/jpeg");
  expect(fitted?.bytes.byteLength).toBeLessThanOrEqual(5 * MB);
});

test("a picture that is broken is not sent", async () => {
  const whole = await jpeg("red", 640, 480);
  expect(await fitPicture(new Uint8Array(), 5 * MB)).toBeNull();
  expect(await fitPicture(Buffer.from("<html>no picture</html>"), 5 * MB)).toBeNull();
  expect(await fitPicture(whole.subarray(0, 30), 5 * MB)).toBeNull();
});
