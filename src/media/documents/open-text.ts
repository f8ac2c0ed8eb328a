import { type Blocks, headingMark, itemMark } from "./blocks.ts";
import type { Gallery } from "./gallery.ts";
import { linkNote } from "./links.ts";
import type { OpenStyles } from "./list-styles.ts";
import { createLists } from "./open-lists.ts";
import { attribute, type Attributes, type XmlHandler } from "./read-xml.ts";
import { type ShownSize, sizeOfLengths } from "./shown-size.ts";

/**
 * The maximum number of cells that one element may repeat; a sheet's empty rest is declared as
 * thousands of repeats.
 */
export const MAX_REPEATS = 64;

/** Styles outside the body, and invisible content inside it. */
export const SKIPPED = new Set([
  "meta",
  "settings",
  "font-face-decls",
  "scripts",
  "tracked-changes",
  "hidden-text",
  "notes",
  "forms",
  "object",
  "binary-data",
  "ruby-text",
]);
const COMMENT_FACTS = new Set(["date", "creator-initials", "sender-initials"]);
export const STYLES = new Set(["styles", "automatic-styles", "master-styles"]);

export interface OpenTextContext {
  readonly styles: OpenStyles;
  /** Null if pictures are only mentioned. */
  readonly gallery: Gallery | null;
  readonly turnPage: () => void;
}

/** Writes the paragraphs, lists, notes and tables of an OpenDocument text, or a presentation's slides. */
export function openTextHandler(
  blocks: Blocks,
  { styles, gallery, turnPage }: OpenTextContext,
): XmlHandler {
  const lists = createLists(styles);
  const spans: string[] = [];
  const around: string[][] = [];
  const links: { readonly address: string; text: string }[] = [];
  let skipping = 0;
  let inStyles = 0;
  let paragraphs = 0;
  let heading = 0;
  let slides = 0;
  let isNumber = false;
  let boxes = 0;
  /** The part of a comment that is open. */
  let comment: "creator" | "text" | null = null;
  let frame: { size: ShownSize | null; picture: string | null } | null = null;
  let columns = 1;

  const scriptNow = () => {
    const script = spans.findLast((name) => styles.styleOf(name)?.script != null);
    return script === undefined ? null : (styles.styleOf(script)?.script ?? null);
  };
  const write = (text: string) => {
    if (spans.some((name) => styles.styleOf(name)?.isHidden === true)) return;
    for (const link of links) link.text += text;
    blocks.text(text, scriptNow());
  };
  const openParagraph = (attributes: Attributes) => {
    paragraphs += 1;
    spans.push(attribute(attributes, "style-name") ?? "");
  };
  const endParagraph = () => {
    paragraphs -= 1;
    spans.pop();
    // A paragraph in another, such as a footnote's, continues in its line.
    if (paragraphs > 0) {
      if (boxes > 0) write("\n");
      return;
    }
    const mark = lists.take();
    const depth = Math.max(lists.depth() - 1, 0);
    if (heading > 0) {
      const number = lists.depth() === 0 ? lists.heading(heading) : mark;
      blocks.endParagraph(
        headingMark(heading) + (number === null || number === "-" ? "" : `${number} `),
      );
    } else {
      blocks.endParagraph(mark === null ? "" : itemMark(depth, mark));
    }
    heading = 0;
  };

  const opened: Record<string, (attributes: Attributes) => unknown> = {
    p: (attributes) => {
      if (comment === "creator") write(": ");
      if (comment !== null) comment = "text";
      openParagraph(attributes);
    },
    annotation: () => {
      comment = "creator";
      write(" [comment");
    },
    creator: () => comment === "creator" && write(" by "),
    "text-box": () => {
      boxes += 1;
      if (paragraphs > 0) write("\n");
    },
    h: (attributes) => {
      openParagraph(attributes);
      heading = Number(attribute(attributes, "outline-level") ?? 1);
    },
    span: (attributes) => spans.push(attribute(attributes, "style-name") ?? ""),
    a: (attributes) => links.push({ address: attribute(attributes, "href") ?? "", text: "" }),
    list: lists.open,
    "list-item": (attributes) => lists.item(attributes),
    "list-header": (attributes) => lists.item(attributes, true),
    table: () => {
      // The picture beside a table on a slide shows the same table, for other programs.
      frame = null;
      blocks.openTable();
    },
    "table-cell": (attributes) => (columns = repeats(attributes, "number-columns-repeated")),
    "covered-table-cell": (attributes) =>
      (columns = repeats(attributes, "number-columns-repeated")),
    // A slide starts a new page, even if it is empty; a text page breaks inside one.
    page: () => {
      if (slides > 0) turnPage();
      slides += 1;
    },
    "page-number": () => (isNumber = true),
    "soft-page-break": () => blocks.breakPage(),
    frame: (attributes) => {
      const [width, height] = [attribute(attributes, "width"), attribute(attributes, "height")];
      frame = { size: sizeOfLengths(width, height), picture: null };
    },
    // Of several the first is shown; the others are copies for older programs.
    image: (attributes) => {
      if (frame !== null) frame.picture ??= attribute(attributes, "href") ?? "";
    },
    tab: () => write("\t"),
    "line-break": () => write("\n"),
    s: (attributes) => write(" ".repeat(repeats(attributes, "c"))),
    note: () => {
      // The note's mark may be raised; its text is not.
      around.push(spans.splice(0));
      write(" [");
    },
    "note-body": () => write(": "),
  };
  const closed: Record<string, () => unknown> = {
    p: endParagraph,
    h: endParagraph,
    span: () => spans.pop(),
    "page-number": () => (isNumber = false),
    a: () => {
      const link = links.pop();
      if (link !== undefined) write(linkNote(link.text, link.address));
    },
    list: lists.close,
    frame: () => {
      const { picture = null, size = null } = frame ?? {};
      frame = null;
      if (picture === null) return;
      const key = picture.replace(/^\.\//, "").toLowerCase();
      write(gallery === null ? "[picture]" : gallery.mark(key, "", size));
      if (paragraphs === 0) blocks.endParagraph();
    },
    annotation: () => {
      comment = null;
      write("]");
    },
    "text-box": () => (boxes -= 1),
    note: () => {
      write("]");
      spans.splice(0, spans.length, ...(around.pop() ?? []));
    },
    "table-cell": () => blocks.endCell({ columns, rows: 1 }),
    "covered-table-cell": () => blocks.endCell({ columns, rows: 1 }),
    "table-row": () => blocks.endRow(),
    table: () => blocks.endTable(),
  };
  // A comment's moment says little.
  const isSkipped = (name: string) =>
    SKIPPED.has(name) ||
    (name === "annotation" && paragraphs === 0) ||
    (comment !== null && COMMENT_FACTS.has(name));
  const hiddenSections: boolean[] = [];
  return {
    open(name, attributes) {
      if (name === "section") {
        const isHidden = attribute(attributes, "display") === "none";
        hiddenSections.push(isHidden);
        if (isHidden) skipping += 1;
      }
      if (isSkipped(name)) skipping += 1;
      if (STYLES.has(name)) inStyles += 1;
      if (inStyles > 0) styles.see(name, attributes);
      else if (skipping === 0 && Object.hasOwn(opened, name)) opened[name]?.(attributes);
    },
    text(text) {
      // A slide's number is stored as a placeholder.
      if (isNumber && !/\d/.test(text)) return;
      if (skipping === 0 && inStyles === 0 && paragraphs > 0) write(text.replace(/\s+/g, " "));
    },
    close(name) {
      if (name === "section" && hiddenSections.pop() === true) skipping -= 1;
      if (isSkipped(name)) skipping -= 1;
      else if (STYLES.has(name)) inStyles -= 1;
      else if (skipping === 0 && inStyles === 0 && Object.hasOwn(closed, name)) closed[name]?.();
    },
  };
}

export function repeats(attributes: Attributes, name: string, most = MAX_REPEATS): number {
  const times = Number(attribute(attributes, name) ?? 1);
  return Number.isInteger(times) && times > 0 ? Math.min(times, most) : 1;
}
