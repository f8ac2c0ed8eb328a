import { fstatSync } from "node:fs";
import { setPriority } from "node:os";
import { formatAnswer, formatPicture } from "./child-answer.ts";
import { type ChildOrder, parseOrder } from "./child-order.ts";
import { type DocumentText, Unreadable } from "./document-text.ts";
import { createGallery, type Gallery } from "./gallery.ts";
import { isOutOfMemory } from "./out-of-memory.ts";
import { hasRunOut } from "./processor-time.ts";
import { readBytes } from "./read-bytes.ts";

const STDIN = 0;
/** Downloads end at 16 MB; what comes another way ends here. */
const MAX_FILE_BYTES = 32 * 1024 * 1024;
const MAX_INFLATED_BYTES = 128 * 1024 * 1024;
const NICENESS = 5;

/**
 * The whole of the child process: reads the document on stdin and writes frames to stdout, each its
 * length in bytes, a line feed, and so many bytes: a `DocumentText` as JSON, then the pictures inside
 * the document, and at last an empty one. Its last argument is its order.
 */
export async function runDocumentChild(): Promise<void> {
  const order = parseOrder(process.argv.at(-1) ?? "");
  // Stdout holds the answer and nothing else, whatever a parser wants to say.
  Object.assign(console, { log: silent, info: silent, debug: silent });
  // Answering others goes before reading a document.
  setPriority(NICENESS);
  const gallery = createGallery(order.pictures);
  // First the text: a picture may be the end of this process.
  await writeFrame(Buffer.from(formatAnswer(await read(order, gallery))));
  for await (const picture of gallery.take(() => hasRunOut(order.limits.lastPageAtMs))) {
    await writeFrame(formatPicture(picture));
  }
  await writeFrame(Buffer.alloc(0));
}

async function writeFrame(bytes: Buffer): Promise<void> {
  await Bun.write(Bun.stdout, Buffer.concat([Buffer.from(`${bytes.byteLength}\n`), bytes]));
}

function silent(): void {}

async function read({ named, limits }: ChildOrder, gallery: Gallery): Promise<DocumentText> {
  try {
    if (fstatSync(STDIN).size > MAX_FILE_BYTES) throw new Unreadable("too-big");
    const bytes = await Bun.stdin.bytes();
    const all = { ...limits, maxInflatedBytes: MAX_INFLATED_BYTES };
    return await readBytes(bytes, named, all, gallery);
  } catch (error) {
    if (error instanceof Unreadable) return { kind: "unreadable", why: error.why };
    return { kind: "unreadable", why: isOutOfMemory(error) ? "too-big" : "corrupt" };
  }
}
