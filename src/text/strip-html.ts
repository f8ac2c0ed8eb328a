const KNOWN_TAGS = new Set(
  `a abbr address article aside b bdi bdo big blockquote body br button caption center cite code col
  colgroup dd del details dfn div dl dt em figcaption figure font footer form h1 h2 h3 h4 h5 h6 head
  header hr html i iframe img input ins kbd label legend li link main mark meta nav noscript ol p
  picture pre q rp rt ruby s samp script section small source span strike strong style sub summary
  sup svg table tbody td textarea tfoot th thead time title tr tt u ul var video wbr`.split(/\s+/),
);
const LINE_TAGS =
  /^(?:br|p|div|li|tr|dt|dd|h[1-6]|hr|summary|details|table|ul|ol|blockquote|pre|section)$/;

// An unclosed comment or script takes the rest, so that no part of a text is read twice.
const HTML =
  /<!--[^]*?(?:-->|$)|<(?:script|style)\b[^<>]*>[^]*?(?:<\/(?:script|style)\s*>|$)|<[?!][^<>]*>|<\/?([a-z][a-z0-9]*)(?:[\s/][^<>]*)?>/gi;
const TAG_START = /^<[a-z/?!]/i;

/**
 * The text without comments, scripts and the tags of HTML; those that begin a line do so. A tag
 * that HTML does not know stays unless it has attributes: models write `<your name>` and `Vec<T>`.
 */
export function stripHtml(html: string): string {
  return html.replace(HTML, (tag: string, name: string | undefined) => {
    const known = name?.toLowerCase();
    if (known === undefined) return "";
    if (!KNOWN_TAGS.has(known)) return tag.includes("=") ? "" : tag;
    return LINE_TAGS.test(known) ? "\n" : "";
  });
}

/** Whether the parser handed this text over as one tag of HTML. */
export function isTag(text: string): boolean {
  return text.length > 2 && text.endsWith(">") && TAG_START.test(text);
}

/** The address of a link's opening tag. */
export function hrefOf(tag: string): string | null {
  return /^<a\s[^>]*?\bhref\s*=\s*["']?([^"'\s>]+)/i.exec(tag)?.[1] ?? null;
}
