/** The words for a page, a slide or a sheet, with short forms, in the languages of most users. */
const WORD =
  "pages?|pp?\\.|pgs?\\.?|seiten?|s\\.|p[áa]ginas?|p[áa]gs?\\.?|pagin[ae]|blz\\.?|sid[ae]n?|side|str\\.?|stron[ay]|stran[ay]|страниц\\p{L}*|стр\\.?|sayfa\\p{L}*|halaman|trang|slides?|folien?|diapositivas?|diapos?|sheets?|bl[äa]tter|blatt|第|ページ|페이지|页|頁|صفحة|पृष्ठ|पेज";
const NUMBER = "(?:n[o°º.]{0,2}\\s*|nr\\.?\\s*|#\\s*)?(\\d{1,5})";
const JOIN = "(?:-|–|—|to|bis|till?|a|à|al|ate|até|до|～|~|and|und|y|e|et|o|or|oder|ou|,|&|\\+)";
const WORD_FIRST = new RegExp(
  `(?<![\\p{L}\\p{N}])(?:${WORD})\\s*${NUMBER}((?:\\s*${JOIN}\\s*\\d{1,5})*)(?![\\p{L}\\p{N}])|第\\s*(\\d{1,5})`,
  "giu",
);
const NUMBER_FIRST =
  /(?<![\p{L}\p{N}])(\d{1,5})(?:st|nd|rd|th|\.|ª|º|e|ème)?\s*(?:pages?|seite|p[áa]gina|folie|slide|ページ|페이지|页|頁)/giu;
const LAST =
  /\b(?:last|final|letzten?r?)\s+(?:page|slide|seite|folie|sheet)|(?:[úu]ltima|ultima)\s+p[áa]gina|dernière\s+page|最后一页|最後のページ/iu;
const RANGE = /^(?:-|–|—|to|bis|till?|a|à|al|ate|até|до|～|~)$/i;
const MAX_RANGE = 50;

/**
 * Returns the pages that a question names, such as "page 37", "Seiten 3 bis 5" or "la última
 * página"; in order.
 */
export function askedPages(question: string, pageCount: number): number[] {
  const asked = new Set<number>();
  for (const [, first, more = "", only] of question.matchAll(WORD_FIRST)) {
    addRun(asked, Number(first ?? only), more);
  }
  for (const [, number] of question.matchAll(NUMBER_FIRST)) asked.add(Number(number));
  if (LAST.test(question)) asked.add(pageCount);
  return [...asked].filter((page) => page >= 1 && page <= pageCount).sort((a, b) => a - b);
}

function addRun(asked: Set<number>, first: number, more: string): void {
  asked.add(first);
  let last = first;
  for (const [, join = "", digits] of more.matchAll(/\s*(\D+?)\s*(\d+)/g)) {
    const next = Number(digits);
    if (RANGE.test(join.trim())) {
      for (let page = last; page <= Math.min(next, last + MAX_RANGE); page += 1) asked.add(page);
    } else {
      asked.add(next);
    }
    last = next;
  }
}
