import { mediaTypeOf } from "../core/media-types.ts";
import type { PageProblem, PageSource } from "../core/web.ts";
import { writeAtMost } from "./download.ts";
import { resolveLinks } from "./documents/links.ts";
import { choosePassages } from "./documents/passages.ts";
import type { ReadDocument } from "./read-document.ts";
import { createTempFiles } from "./temp-files.ts";

/** Decoded. */
const MAX_BYTES = 2 * 1024 * 1024;

export type PageText =
  | {
      readonly kind: "text";
      /** The address after all redirects. */
      readonly url: string;
      readonly text: string;
      /** True if `text` is all of it. */
      readonly isWhole: boolean;
    }
  | {
      readonly kind: "problem";
      readonly problem: PageProblem | "too-big" | "interrupted" | "not-text" | "unreadable";
      readonly status?: number;
    };

/** The request for a page. */
interface WantedPage {
  readonly url: string;
  /** The user whose document it counts as: users share the readers fairly. */
  readonly userId: number;
  /** The words to look for in a long page; may be empty. */
  readonly question: string;
  /** In UTF-16 units. */
  readonly budget: number;
}

/** Reads the text of a public page. Throws the signal's reason once it aborts. */
export type ReadPage = (wanted: WantedPage, signal: AbortSignal) => Promise<PageText>;

/**
 * Creates the reader of pages: web pages, PDFs and office files are read by the child process that
 * reads documents, which a hostile page may hang or crash.
 */
export function createPageReader(deps: {
  readonly pages: PageSource;
  readonly readDocument: ReadDocument;
  readonly folder: string;
}): ReadPage {
  const { pages, readDocument } = deps;
  const files = createTempFiles(deps.folder);
  return async ({ url, userId, question, budget }, signal) => {
    const opened = await pages.open(url, signal);
    if (opened.kind === "problem") return opened;
    const { contentType, body } = opened;
    const { kind } = mediaTypeOf(contentType);
    if (kind !== "document" && kind !== "unknown") {
      void body.cancel();
      return { kind: "problem", problem: "not-text" };
    }
    return files.with("", async (path): Promise<PageText> => {
      const size = await writeAtMost(body, path, MAX_BYTES).catch(() => "interrupted" as const);
      signal.throwIfAborted();
      if (size === "interrupted") return { kind: "problem", problem: "interrupted" };
      if (size === null) return { kind: "problem", problem: "too-big" };
      const received = { userId, contentType, fileName: null, isOfWeb: true };
      const document = await readDocument(path, received, signal);
      if (document.kind !== "text") return { kind: "problem", problem: "unreadable" };
      const found = document.pages.map(({ page, text }) => ({
        page,
        text: resolveLinks(text, opened.url),
      }));
      const { text, isWhole } = await choosePassages(
        { ...document, pages: found },
        question,
        budget,
      );
      return { kind: "text", url: opened.url, text, isWhole };
    });
  };
}
