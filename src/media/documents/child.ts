import { fstatSync } from "node:fs";
import { setPriority } from "node:os";
import { formatAnswer } from "./child-answer.ts";
import { type ChildOrder, parseOrder } from "./child-order.ts";
import { type DocumentText, Unreadable } from "./document-text.ts";
import { isOutOfMemory } from "./out-of-memory.ts";
import { readBytes } from "./read-bytes.ts";

const STDIN = 0;
/** Downloads end at 16 MB; what comes another way ends here. */
const MAX_FILE_BYTES = 32 * 1024 * 1024;
const MAX_INFLATED_BYTES = 128 * 1024 * 1024;
const NICENESS = 5;

/**
 * The whole of the child process: reads the document on stdin and writes one frame to stdout, the
 * length of a JSON text in bytes, a line feed, and a `DocumentText` as JSON. Its last argument is
 * its order.
 */
export async function runDocumentChild(): Promise<void> {
  const order = parseOrder(process.argv.at(-1) ?? "");
  // Stdout holds the answer and nothing else, whatever a parser wants to say.
  Object.assign(console, { log: silent, info: silent, debug: silent });
  // Answering others goes before reading a document.
  setPriority(NICENESS);
  const answer = Buffer.from(formatAnswer(await read(order)));
  await Bun.write(Bun.stdout, Buffer.concat([Buffer.from(`${answer.byteLength}\n`), answer]));
}

function silent(): void {}

async function read({ named, limits }: ChildOrder): Promise<DocumentText> {
  try {
    if (fstatSync(STDIN).size > MAX_FILE_BYTES) throw new Unreadable("too-big");
    const bytes = await Bun.stdin.bytes();
    return await readBytes(bytes, named, { ...limits, maxInflatedBytes: MAX_INFLATED_BYTES });
  } catch (error) {
    if (error instanceof Unreadable) return { kind: "unreadable", why: error.why };
    return { kind: "unreadable", why: isOutOfMemory(error) ? "too-big" : "corrupt" };
  }
}
