import { Tokenizer } from "htmlparser2";

export type HtmlAttributes = ReadonlyMap<string, string>;

export interface HtmlHandler {
  /** `at` is the position of the tag in the page. */
  open(name: string, attributes: HtmlAttributes, at: number): void;
  close(name: string): void;
  text(text: string): void;
}

/** The attributes that affect what a page shows; the others are not kept. */
const KEPT = new Set(
  "alt checked colspan content height hidden href http-equiv reversed rowspan selected src start style type value width".split(
    " ",
  ),
);
const NONE: HtmlAttributes = new Map();
const MAX_VALUE_LENGTH = 2_000;

/**
 * Reads a page tag by tag. Keeps no stack of open elements, which a parser searches at every end
 * tag: a page that leaves thousands of elements open would take quadratic time.
 */
export function readTags(html: string, handler: HtmlHandler): void {
  let name = "";
  let at = 0;
  // Most tags have no attributes, and a page may have millions of tags.
  let attributes: Map<string, string> | null = null;
  let attribute = "";
  let value = "";
  const add = (text: string) => {
    if (KEPT.has(attribute) && value.length < MAX_VALUE_LENGTH) value += text;
  };
  const open = () => {
    const found = attributes ?? NONE;
    attributes = null;
    handler.open(name, found, at);
  };
  const ignore = () => {};
  const tokenizer = new Tokenizer(
    { decodeEntities: true },
    {
      onopentagname(start, end) {
        name = html.slice(start, end).toLowerCase();
        at = start;
      },
      onopentagend: open,
      onselfclosingtag() {
        open();
        if (name === "svg") handler.close(name);
      },
      onclosetag: (start, end) => handler.close(html.slice(start, end).toLowerCase()),
      onattribname(start, end) {
        attribute = html.slice(start, end).toLowerCase();
        value = "";
      },
      onattribdata: (start, end) => add(html.slice(start, end)),
      onattribentity: (codePoint) => add(String.fromCodePoint(codePoint)),
      onattribend() {
        if (!KEPT.has(attribute)) return;
        attributes ??= new Map();
        // Of two attributes with the same name the first counts.
        if (!attributes.has(attribute)) attributes.set(attribute, value);
      },
      ontext: (start, end) => handler.text(html.slice(start, end)),
      ontextentity: (codePoint) => handler.text(String.fromCodePoint(codePoint)),
      oncdata: ignore,
      oncomment: ignore,
      ondeclaration: ignore,
      onprocessinginstruction: ignore,
      onend: ignore,
    },
  );
  tokenizer.write(html);
  tokenizer.end();
}
