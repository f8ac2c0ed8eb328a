import { Parser } from "htmlparser2";
import { createBlocks, headingMark, itemMark } from "./blocks.ts";
import type { PageCollector } from "./collect-pages.ts";
import { Unreadable } from "./document-text.ts";
import { MAX_DEPTH } from "./read-xml.ts";

const SKIPPED = new Set(["script", "style", "noscript", "template", "svg", "iframe", "select"]);
const BLOCKS = new Set(
  "address article aside blockquote body caption center dd details div dl dt fieldset figcaption figure footer form header hr html legend li main nav ol p pre section summary table tbody td tfoot th thead title tr ul h1 h2 h3 h4 h5 h6".split(
    " ",
  ),
);

/** Writes what an HTML page shows: headings, lists and tables stay recognisable; nothing is fetched. Throws `Unreadable`. */
export function readHtml(html: string, pages: PageCollector): void {
  const blocks = createBlocks(pages);
  let skipping = 0;
  let preformatted = 0;
  let lists = 0;
  let mark = "";
  let hasText = false;

  const endBlock = () => {
    if (hasText) blocks.endParagraph(mark);
    [hasText, mark] = [false, ""];
  };
  let depth = 0;
  const parser = new Parser({
    onopentagname(name) {
      depth += 1;
      if (depth > MAX_DEPTH) throw new Unreadable("corrupt");
      if (SKIPPED.has(name)) skipping += 1;
      if (skipping > 0) return;
      if (BLOCKS.has(name)) endBlock();
      if (name === "br") blocks.text("\n");
      if (name === "pre") preformatted += 1;
      if (name === "ul" || name === "ol") lists += 1;
      if (name === "li") mark = itemMark(lists - 1);
      if (name === "title") mark = headingMark(1);
      if (/^h[1-6]$/.test(name)) mark = headingMark(Number(name[1]));
      if (name === "table") blocks.openTable();
    },
    ontext(text) {
      if (skipping > 0) return;
      blocks.text(preformatted > 0 ? text : text.replace(/\s+/g, " "));
      hasText ||= text.trim() !== "";
    },
    onclosetag(name) {
      depth -= 1;
      if (SKIPPED.has(name)) skipping -= 1;
      if (skipping > 0) return;
      if (BLOCKS.has(name)) endBlock();
      if (name === "pre") preformatted -= 1;
      if (name === "ul" || name === "ol") lists -= 1;
      if (name === "td" || name === "th") blocks.endCell();
      if (name === "tr") blocks.endRow();
      if (name === "table") blocks.endTable();
    },
  });
  parser.end(html);
  endBlock();
}
