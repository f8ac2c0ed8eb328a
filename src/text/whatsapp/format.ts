import { cleanText } from "../clean-text.ts";
import { formatLine } from "./format-line.ts";
import { partBackticks } from "./seal.ts";
import { createHtmlReader } from "./read-html.ts";
import { readTable } from "./read-table.ts";
import { FENCE, WORD_JOINER } from "./grammar.ts";

const SIGNS = /[*_~`<[|#>&]/g;
// As in some 35 full messages. A text with more is sent unchanged.
const MAX_SIGNS = 8_000;
// Two are normal, the second of which changes nothing; more if HTML or a cut creates lines.
const MAX_PASSES = 5;
const RULE = "———";
const IS_RULE = /^\s*(?:-{3,}|\*{3,}|_{3}|- - -|\* \* \*)$/;
const HEADING = /^(\s*(?:>\s?|[-*+•]\s+|\d{1,9}[.)]\s+)*)(#{1,6})\s+(\S.*)$/;
const WIDE_ITEM = /^(\s*(?:>\s?)*(?:[-*•]|[1-9]\d{0,2}\.)) +(?= \S)/;
const EMPTY_BOX = /^(\s*(?:>\s?)*)(?:[-*+]\s+|(\d{1,9}[.)]\s+))\[ \]\s+(?=\S)/;
const FULL_BOX = /^(\s*(?:>\s?)*)(?:[-*+]\s+|(\d{1,9}[.)]\s+))\[x\]\s+(?=\S)/i;
const EMPTY_QUOTE = /^\s*(?:>\s*)+$/;
const STYLE_BEGINS =
  /^(\s*(?:>\s?)*(?:[-*+•]\s+|\d{1,9}[.)]\s+)?)(\*{1,3}|__?|~~)(?=[\p{L}\p{N}\p{Pi}"'¿¡])([^*_~`]+)$/u;
const STYLE_GOES_ON = /^(\s*(?:>\s?)*)(?![-+•#|]|\d+[.)])([^*_~`\s][^*_~`]*)$/;
const STYLE_ENDS =
  /^(\s*(?:>\s?)*)(?![-+•#|]|\d+[.)])([^*_~`\s](?:[^*_~`]*[^*_~`\s])?)(\*{1,3}|__?|~~)(?![\p{L}\p{N}])([^*_~`]*)$/u;
const OPEN_FENCE = /^(\s*(?:>\s?|[-*+•]\s+|\d{1,9}[.)]\s+)*)(`{3,}|~{3,})([^`]*)$/;
const CLOSED_FENCE = /^\s*(?:>\s*)*(`{3,}|~{3,})$/;

/**
 * Converts a model's Markdown to WhatsApp's formatting, cleaned as by `cleanText`. Rewrites only
 * certain formatting: bold, headings, links, tables, tasks, rules, images, fences, HTML. All else
 * stays unchanged. Formatting a formatted text changes nothing. Linear in time.
 */
export function formatWhatsapp(markdown: string): string {
  let text = cleanText(markdown).trim();
  for (let tries = 0; tries < MAX_PASSES; tries += 1) {
    const signs = text.length - text.replaceAll(SIGNS, "").length;
    const formatted = signs > MAX_SIGNS ? text : cleanText(formatLines(text).join("\n")).trim();
    if (formatted === text || formatted === "") break;
    text = formatted;
  }
  return text;
}

function formatLines(source: string): string[] {
  const lines = source.split("\n");
  const lastTildes = lines.findLastIndex((line) => CLOSED_FENCE.exec(line)?.[1]?.startsWith("~"));
  const readHtml = createHtmlReader(source);
  const written: string[] = [];
  for (let index = 0; index < lines.length; index += 1) {
    const line = lines[index] ?? "";
    if (line.search(SIGNS) < 0 && !IS_RULE.test(line)) {
      written.push(line.replace(WIDE_ITEM, "$1"));
      continue;
    }
    const [, prefix = "", fence = "", title = ""] = OPEN_FENCE.exec(line) ?? [];
    if (fence.startsWith("`") || (fence !== "" && index < lastTildes)) {
      const start = index;
      let isNested = false;
      while (++index < lines.length && !closes(lines[index] ?? "", fence, isNested)) {
        isNested ||= (lines[index] ?? "").includes(FENCE);
      }
      const isWhatsapps = index < lines.length && !CLOSED_FENCE.test(lines[index] ?? "");
      if (isWhatsapps) written.push(...lines.slice(start, index + 1));
      else written.push(...writeFence(lines.slice(start + 1, index), prefix, title.trim()));
      continue;
    }
    if (EMPTY_QUOTE.test(line) && written.at(-1)?.startsWith(">")) continue;
    closeOnEachLine(lines, index);
    const table = readTable(lines, index);
    for (const one of table?.lines ?? [lines[index] ?? ""]) {
      const parts = readHtml(one).split("\n");
      const shown = one === "" ? [""] : parts.filter((part) => part.trim() !== "");
      written.push(...shown.map(formatBlockLine));
    }
    index = table?.last ?? index;
  }
  return written;
}

/** Closes a style that begins here and ends on a later line at the end of each of its lines. */
function closeOnEachLine(lines: string[], index: number): void {
  const [, prefix = "", marker = "", first = ""] = STYLE_BEGINS.exec(lines[index] ?? "") ?? [];
  if (marker === "") return;
  const written = [prefix + marker + first + marker];
  for (let next = index + 1; ; next += 1) {
    const [, quotes = "", text = ""] = STYLE_GOES_ON.exec(lines[next] ?? "") ?? [];
    if (text === "") break;
    written.push(quotes + marker + text + marker);
  }
  const ending = lines[index + written.length] ?? "";
  const [, quotes = "", text = "", end = "", rest = ""] = STYLE_ENDS.exec(ending) ?? [];
  if (end !== marker) return;
  lines.splice(index, written.length + 1, ...written, quotes + marker + text + marker + rest);
}

// Markdown closes a fence on its own line, WhatsApp at the next three backticks, wherever they are.
function closes(line: string, fence: string, isNested: boolean): boolean {
  const ticks = CLOSED_FENCE.exec(line)?.[1];
  if (ticks !== undefined) return ticks.startsWith(fence.startsWith("~") ? "~" : fence);
  const isLast = line.endsWith(FENCE) && line.indexOf(FENCE) === line.length - FENCE.length;
  return fence === FENCE && !isNested && isLast;
}

function* writeFence(code: readonly string[], prefix: string, title: string): Generator<string> {
  const place = prefix.replaceAll(">", "").trim();
  if (place !== "") yield place;
  const quotes = prefix.split(">").length - 1;
  const indent = Math.max(0, prefix.length - 2 * quotes);
  const outer = new RegExp(`^(?:\\s*>\\s?){0,${quotes}}\\s{0,${indent}}`);
  yield FENCE;
  // The name of a programming language is not useful in a chat.
  if (!/^[\w+#.-]*$/.test(title)) yield title;
  for (const line of code) yield line.replace(outer, "").replaceAll(/`{3,}/g, partBackticks);
  yield FENCE;
}

function formatBlockLine(line: string): string {
  if (IS_RULE.test(line)) return RULE;
  const [, prefix = "", level = "", given = ""] = HEADING.exec(line) ?? [];
  if (level !== "") {
    const title = given.endsWith(` ${level}`) ? given.slice(0, -level.length).trimEnd() : given;
    return prefix + (formatLine(title, true) || `${WORD_JOINER}${level} ${formatLine(given)}`);
  }
  const item = line.replace(EMPTY_BOX, "$1$2☐ ").replace(FULL_BOX, "$1$2☑ ");
  return formatLine(item.replace(WIDE_ITEM, "$1"));
}
