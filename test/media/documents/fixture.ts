import { join } from "node:path";
import { read } from "./reading.ts";

/** Returns the text of the fixture with that name, page by page; its kind if it is not a text. */
export async function readFixture(name: string): Promise<string> {
  const bytes = await Bun.file(join(import.meta.dir, "../../fixtures/documents", name)).bytes();
  const named = name.endsWith(".csv") ? "csv" : name.endsWith(".html") ? "html" : "txt";
  const document = await read(bytes, {}, named);
  return document.kind === "text"
    ? document.pages.map(({ text }) => text).join("\n\f\n")
    : document.kind;
}

/** The first page's text; the document's kind when it is no text. */
export async function firstPage(bytes: Uint8Array | string): Promise<string> {
  const document = await read(bytes);
  return document.kind === "text" ? (document.pages[0]?.text ?? "") : document.kind;
}
