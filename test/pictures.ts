const PIXELS: Readonly<Record<"red" | "blue" | "clear", string>> = {
  red: "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGP4z8AAAAMBAQDJ/pLvAAAAAElFTkSuQmCC",
  blue: "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGNgYPgPAAEDAQAIicLsAAAAAElFTkSuQmCC",
  clear:
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==",
};

type Bytes = Uint8Array<ArrayBuffer>;

/** A picture of one colour. */
function plain(colour: keyof typeof PIXELS, width: number, height: number) {
  return new Bun.Image(Buffer.from(PIXELS[colour], "base64")).resize(width, height);
}

export async function jpeg(colour: "red" | "blue", width = 64, height = 48): Promise<Bytes> {
  return new Uint8Array(await plain(colour, width, height).jpeg().bytes());
}

/** A sticker as phones send it: WebP, 512 pixels a side, on a transparent background. */
export async function sticker(): Promise<Bytes> {
  return new Uint8Array(await plain("clear", 512, 512).webp().bytes());
}

/** A JPEG whose Exif says "turn me to the right", and where it was taken. */
export async function turnedJpeg(width: number, height: number): Promise<Bytes> {
  const upright = await jpeg("red", width, height);
  const tiff = Buffer.from("4d4d002a00000008000101120003000000010006000000000000", "hex");
  const exif = Buffer.concat([Buffer.from("Exif\0\0"), tiff, Buffer.from("GPS 52.5163 13.3777")]);
  const head = Buffer.from([0xff, 0xe1, 0, 0]);
  head.writeUInt16BE(exif.length + 2, 2);
  return new Uint8Array(Buffer.concat([upright.subarray(0, 2), head, exif, upright.subarray(2)]));
}

/** A PNG that claims 60,000 pixels a side: 14 GB once decoded. */
export function hugePng(): Bytes {
  const png = Buffer.from(PIXELS.red, "base64");
  png.writeUInt32BE(60_000, 16);
  png.writeUInt32BE(60_000, 20);
  return new Uint8Array(png);
}

/** The smallest GIF there is. */
export function gif(): Bytes {
  return new Uint8Array(
    Buffer.from("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7", "base64"),
  );
}

/** The beginning of a photo as some telephones take it. */
export function heic(): Bytes {
  return new Uint8Array(Buffer.from("0000001866747970686569630000000068656963", "hex"));
}
