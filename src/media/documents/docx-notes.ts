import { createBlocks } from "./blocks.ts";
import { collectLines } from "./collect-pages.ts";
import type { ReadingLimits } from "./document-text.ts";
import { type DocxContext, docxHandler } from "./docx-body.ts";
import { formatNumber } from "./numbering.ts";
import { attribute, readXml } from "./read-xml.ts";
import type { Archive } from "./zip.ts";

/** The footnotes, endnotes and comments of a Word document, by their references. */
export interface Notes {
  /** Returns the text at a reference: a note's number, or a comment itself. */
  refer(kind: string, id: string): string;
  /** Returns the footnotes referred to since the last call, each with its number. */
  takeFootnotes(): string[];
  /** Returns the endnotes, and notes without a reference. */
  takeRest(): string[];
}

interface Note {
  readonly text: string;
  readonly author: string;
}

export async function createNotes(
  archive: Archive,
  part: (type: string) => string | null,
  context: DocxContext,
  limits: ReadingLimits,
): Promise<Notes> {
  const read = (type: string, element: string) =>
    readNotes(archive, part(type), element, { context, limits });
  const footnotes = await read("footnotes", "footnote");
  const endnotes = await read("endnotes", "endnote");
  const comments = await read("comments", "comment");
  let waiting: string[] = [];
  const ends: string[] = [];
  const counts = { footnote: 0, endnote: 0 };

  return {
    refer(kind, id) {
      if (kind === "commentReference") {
        const comment = comments.get(id);
        comments.delete(id);
        if (comment === undefined || comment.text === "") return "";
        return ` [comment${comment.author === "" ? "" : ` by ${comment.author}`}: ${comment.text}]`;
      }
      const isFootnote = kind === "footnoteReference";
      const notes = isFootnote ? footnotes : endnotes;
      const note = notes.get(id);
      notes.delete(id);
      if (note === undefined) return "";
      const count = isFootnote ? (counts.footnote += 1) : (counts.endnote += 1);
      const label = isFootnote ? String(count) : formatNumber(count, "roman");
      (isFootnote ? waiting : ends).push(`[${label}] ${note.text}`);
      return `[${label}]`;
    },
    takeFootnotes() {
      const taken = waiting;
      waiting = [];
      return taken;
    },
    takeRest: () => [
      ...ends,
      ...[...footnotes.values(), ...endnotes.values()].map(({ text }) => text),
    ],
  };
}

async function readNotes(
  archive: Archive,
  part: string | null,
  element: string,
  { context, limits }: { readonly context: DocxContext; readonly limits: ReadingLimits },
): Promise<Map<string, Note>> {
  const notes = new Map<string, Note>();
  if (part === null) return notes;
  const lines = collectLines(limits);
  const body = docxHandler(createBlocks(lines), context);
  let id = "";
  let author = "";
  let isText = true;
  const keep = () => {
    const text = lines.take().join(" ");
    if (isText && text !== "") notes.set(id, { text, author });
    [id, author, isText] = ["", "", true];
  };
  await readXml(
    archive.open(part),
    {
      ...body,
      open(name, attributes) {
        if (name === element) {
          id = attribute(attributes, "id") ?? "";
          author = attribute(attributes, "author") ?? "";
          // The lines between notes and text are notes themselves.
          isText = (attribute(attributes, "type") ?? "normal") === "normal";
        }
        body.open?.(name, attributes);
      },
      close(name) {
        body.close?.(name);
        if (name === element) keep();
      },
    },
    lines.isFull,
  );
  keep();
  return notes;
}
