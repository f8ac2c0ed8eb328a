/**
 * Reads documents that are made to hang or swell their reader, and prints for each what became of
 * it, how long its child lived, and what it cost ourselves: `bun test/chaos/document-bombs.ts`.
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Facts, Logger } from "../../src/core/ports.ts";
import type { DocumentText } from "../../src/media/documents/document-text.ts";
import { systemClock } from "../../src/core/system-clock.ts";
import { createDocumentReader } from "../../src/media/read-document.ts";
import {
  docx,
  openDocument,
  paragraph,
  relationships,
  xlsx,
} from "../media/documents/make-office.ts";
import { bombPdf } from "../media/documents/make-pdf.ts";
import { hugePng, jpeg } from "../pictures.ts";

const TICK_MS = 10;

const flatPicture = await new Bun.Image(await jpeg("red", 4_000, 3_200)).png().bytes();

function wordWithPictures(count: number, bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const names = Array.from({ length: count }, (_, at) => `p${at}`);
  const drawing = (name: string) =>
    `<w:p><w:r><w:drawing><a:blip xmlns:a="urn:a" xmlns:r="urn:r" r:embed="${name}"/></w:drawing></w:r></w:p>`;
  return docx(names.map(drawing).join(""), {
    "word/_rels/document.xml.rels": relationships(
      ...names.map((name) => [name, "image", `media/${name}`] as const),
    ),
    ...Object.fromEntries(names.map((name) => [`word/media/${name}`, bytes])),
  });
}

const BOMBS: readonly (readonly [string, () => Promise<Uint8Array> | Uint8Array])[] = [
  ["PDF, one page inflates to 300 MB", () => bombPdf(300_000_000)],
  ["PDF, one page inflates to 4 GB", () => bombPdf(4_000_000_000)],
  ["docx, a thousandfold, 200 MB of spaces", () => docx(`<w:p>${" ".repeat(200_000_000)}</w:p>`)],
  ["docx, 100 MB of text in one paragraph", () => docx(paragraph("a b ".repeat(25_000_000)))],
  ["docx, nested a million deep", () => docx("<w:p>".repeat(1_000_000))],
  ["docx, one attribute of 100 MB", () => docx(`<w:p w:a="${"x".repeat(100_000_000)}"/>`)],
  ["xlsx, 3 million shared strings", () => xlsx({ A: "" }, Array(3_000_000).fill("<t>x</t>"))],
  ["xlsx, 3 million rows", () => xlsx({ A: "<row><c><v>1</v></c></row>".repeat(3_000_000) })],
  [
    "ods, cells said to repeat a million times",
    () =>
      openDocument(
        "spreadsheet",
        `<table:table table:name="A">${'<table:table-row table:number-rows-repeated="1000000"><table:table-cell table:number-columns-repeated="1000000"><text:p>x</text:p></table:table-cell></table:table-row>'.repeat(100_000)}</table:table>`,
      ),
  ],
  ["docx, a thousand pictures of 13 million pixels", () => wordWithPictures(1_000, flatPicture)],
  ["docx, a picture of 3.6 billion pixels", () => wordWithPictures(1, hugePng())],
  ["html, nested a million deep", () => Buffer.from("<div>".repeat(1_000_000))],
  ["html, a million tables in tables", () => Buffer.from("<table><tr><td>x".repeat(500_000))],
  ["text, 30 MB in one line", () => Buffer.from("x".repeat(30_000_000))],
];

const folder = mkdtempSync(join(tmpdir(), "bombs-"));
const ends: Facts[] = [];
const silent = () => {};
const log: Logger = {
  debug: silent,
  warn: silent,
  error: silent,
  info: (_event, end = {}) => ends.push(end),
};
const readDocument = createDocumentReader({ log, clock: systemClock });
const mebibytes = (bytes: unknown) => Math.round(Number(bytes) / 2 ** 20);
const print = (...cells: readonly unknown[]) => process.stdout.write(`${cells.join(" | ")}\n`);

print("bomb", "bytes", "outcome", "child ms", "child's peak MiB", "our RSS +MiB", "our stall ms");
try {
  for (const [name, make] of BOMBS) {
    const path = join(folder, "bomb");
    const length = await writeBomb(path, make);
    const before = process.memoryUsage.rss();
    const stall = watchStall();
    const document = await readDocument(path, {
      userId: 1,
      contentType: "",
      wantsPictures: true,
      fileName: `bomb.${name.split(",")[0]}`,
    });
    const stallMs = stall();
    const grown = Math.max(0, process.memoryUsage.rss() - before);
    const outcome = toOutcome(document);
    const { durationMs, peakMemoryBytes } = ends.at(-1) ?? {};
    print(name, length, outcome, durationMs, mebibytes(peakMemoryBytes), mebibytes(grown), stallMs);
  }
} finally {
  rmSync(folder, { recursive: true });
}

function toOutcome(document: DocumentText): string {
  if (document.kind === "unreadable") return document.why;
  return document.kind === "text" && document.isCut ? "text, cut" : document.kind;
}

/** Writes a bomb, and frees its memory, which must not count as the cost of reading it. */
async function writeBomb(path: string, make: (typeof BOMBS)[number][1]): Promise<number> {
  const bytes = await make();
  writeFileSync(path, bytes);
  Bun.gc(true);
  return bytes.length;
}

/** Returns the longest time, in ms, for which nothing else could be answered. */
function watchStall(): () => number {
  let longest = 0;
  let last = performance.now();
  const timer = setInterval(() => {
    const now = performance.now();
    longest = Math.max(longest, now - last - TICK_MS);
    last = now;
  }, TICK_MS);
  return () => {
    clearInterval(timer);
    return Math.round(longest);
  };
}
