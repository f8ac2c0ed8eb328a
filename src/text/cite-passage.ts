/** The place of a passage in the documents. */
interface Place {
  readonly path: string;
  readonly format: string;
  readonly page: number | null;
  readonly heading: string | null;
}

/** Names the file and the page of a passage, or the heading above it: `terms.pdf, page 3`. */
export function citePassage({ path, format, page, heading }: Place): string {
  const file = inOneLine(path);
  if (page !== null) return `${file}, ${nameOfPage(format)} ${page}`;
  return heading === null ? file : `${file}, under "${inOneLine(heading)}"`;
}

function nameOfPage(format: string): string {
  if (/^(xlsx?|ods)$/.test(format)) return "sheet";
  return /^(pptx|odp)$/.test(format) ? "slide" : "page";
}

function inOneLine(text: string): string {
  return text.replaceAll(/[\s\p{C}]+/gu, " ").trim();
}
