import { createHash } from "node:crypto";
import { once } from "node:events";
import { createDeflate, deflateSync } from "node:zlib";

const HEADER = "%PDF-1.7\n";

/** A PDF's file from its objects, the first of which is the catalog; `trailer` is added to the last. */
export function makePdf(
  objects: readonly (string | Uint8Array)[],
  trailer = "",
): Uint8Array<ArrayBuffer> {
  const chunks: Uint8Array[] = [Buffer.from(HEADER)];
  const offsets: number[] = [];
  let at = HEADER.length;
  const push = (chunk: Uint8Array) => {
    chunks.push(chunk);
    at += chunk.length;
  };
  for (const [index, body] of objects.entries()) {
    offsets.push(at);
    push(Buffer.from(`${index + 1} 0 obj\n`));
    push(typeof body === "string" ? Buffer.from(body, "latin1") : body);
    push(Buffer.from("\nendobj\n"));
  }
  const table = offsets.map((offset) => `${String(offset).padStart(10, "0")} 00000 n \n`);
  const size = objects.length + 1;
  push(
    Buffer.from(
      `xref\n0 ${size}\n0000000000 65535 f \n${table.join("")}` +
        `trailer\n<< /Size ${size} /Root 1 0 R ${trailer} >>\nstartxref\n${at}\n%%EOF\n`,
    ),
  );
  return new Uint8Array(Buffer.concat(chunks));
}

/** A stream object; `filter` names what its bytes are packed with. */
export function stream(bytes: string | Uint8Array, entries = ""): Uint8Array {
  const body = typeof bytes === "string" ? Buffer.from(bytes, "latin1") : bytes;
  return Buffer.concat([
    Buffer.from(`<< /Length ${body.length} ${entries} >>\nstream\n`),
    body,
    Buffer.from("\nendstream"),
  ]);
}

/** A PDF with one page for each text; a line break begins a new line. */
export function textPdf(pages: readonly string[]): Uint8Array<ArrayBuffer> {
  return pagesPdf(pages.map((text) => stream(drawing(text))));
}

/** A PDF of pages that draw the given content streams, with Helvetica as `/F` and these objects by name. */
export function pagesPdf(
  contents: readonly Uint8Array[],
  objects: Readonly<Record<string, Uint8Array>> = {},
): Uint8Array<ArrayBuffer> {
  const names = Object.keys(objects);
  const first = 4 + names.length;
  const kids = contents.map((_content, index) => `${first + index * 2} 0 R`).join(" ");
  const named = names.map((name, index) => `/${name} ${4 + index} 0 R`).join(" ");
  const pages = contents.flatMap((content, index) => [
    `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents ${first + 1 + index * 2} 0 R ` +
      `/Resources << /Font << /F 3 0 R >> /XObject << ${named} >> >> >>`,
    content,
  ]);
  return makePdf([
    "<< /Type /Catalog /Pages 2 0 R >>",
    `<< /Type /Pages /Kids [${kids}] /Count ${contents.length} >>`,
    "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ...Object.values(objects),
    ...pages,
  ]);
}

function drawing(text: string): string {
  const lines = text.split("\n").map((line) => `(${line.replace(/[\\()]/g, "\\$&")}) Tj T*`);
  return `BT /F 12 Tf 14 TL 50 780 Td ${lines.join("\n")} ET`;
}

/** A PDF of few bytes with a page that inflates, twice packed, to so many. */
export async function bombPdf(inflatedBytes: number): Promise<Uint8Array<ArrayBuffer>> {
  const spaces = Buffer.alloc(1_000_000, 0x20);
  const packer = createDeflate();
  const chunks: Buffer[] = [];
  packer.on("data", (chunk: Buffer) => chunks.push(chunk));
  for (let left = inflatedBytes; left > 0; left -= spaces.length) {
    if (!packer.write(spaces)) await once(packer, "drain");
  }
  packer.end();
  await once(packer, "end");
  const twice = deflateSync(Buffer.concat(chunks));
  return pagesPdf([stream(twice, "/Filter [/FlateDecode /FlateDecode]")]);
}

/** A PDF whose pages are pictures: a grey square on each. */
export function scannedPdf(pageCount: number): Uint8Array<ArrayBuffer> {
  const image = stream(
    Buffer.alloc(64 * 64, 0x80),
    "/Type /XObject /Subtype /Image /Width 64 /Height 64 /ColorSpace /DeviceGray /BitsPerComponent 8",
  );
  const pages = Array.from({ length: pageCount }, (_, index) => 5 + index);
  return makePdf([
    "<< /Type /Catalog /Pages 2 0 R >>",
    `<< /Type /Pages /Kids [${pages.map((page) => `${page} 0 R`).join(" ")}] /Count ${pageCount} >>`,
    image,
    stream("q 595 0 0 842 0 0 cm /I Do Q"),
    ...pages.map(
      () =>
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R " +
        "/Resources << /XObject << /I 3 0 R >> >> >>",
    ),
  ]);
}

const PADDING = Buffer.from(
  "28bf4e5e4e758a4164004e56fffa01082e2e00b6d0683e802f0ca9fe6453697a",
  "hex",
);

/** A PDF that opens only with a password (the standard security handler, revision 2, 40 bit RC4). */
export function encryptedPdf(password: string): Uint8Array<ArrayBuffer> {
  const padded = Buffer.concat([Buffer.from(password, "latin1"), PADDING]).subarray(0, 32);
  const id = createHash("md5").update("any id").digest();
  const permissions = Buffer.alloc(4);
  permissions.writeInt32LE(-4);
  const md5 = (...parts: readonly Uint8Array[]) =>
    createHash("md5").update(Buffer.concat(parts)).digest();
  const owner = rc4(md5(padded).subarray(0, 5), padded);
  const key = md5(padded, owner, permissions, id).subarray(0, 5);
  const user = rc4(key, PADDING);
  return makePdf(
    [
      "<< /Type /Catalog /Pages 2 0 R >>",
      "<< /Type /Pages /Kids [] /Count 0 >>",
      `<< /Filter /Standard /V 1 /R 2 /P -4 /O <${owner.toString("hex")}> /U <${user.toString("hex")}> >>`,
    ],
    `/Encrypt 3 0 R /ID [<${id.toString("hex")}> <${id.toString("hex")}>]`,
  );
}

function rc4(key: Uint8Array, bytes: Uint8Array): Buffer {
  const state = Uint8Array.from({ length: 256 }, (_, index) => index);
  const at = (index: number) => state[index & 255] ?? 0;
  const swap = (one: number, other: number) => {
    [state[one], state[other]] = [at(other), at(one)];
  };
  for (let i = 0, j = 0; i < 256; i += 1) {
    j = (j + at(i) + (key[i % key.length] ?? 0)) & 255;
    swap(i, j);
  }
  let [i, j] = [0, 0];
  return Buffer.from(
    bytes.map((byte) => {
      i = (i + 1) & 255;
      j = (j + at(i)) & 255;
      swap(i, j);
      return byte ^ at(at(i) + at(j));
    }),
  );
}
