import { cleanText } from "./clean-text.ts";
import { createHtmlReader } from "./whatsapp/read-html.ts";
import { readTable } from "./whatsapp/read-table.ts";

/** The words that stand for what cannot be spoken. */
export interface SpokenWords {
  /** In place of an address within a sentence. */
  readonly link: string;
  /** After the title of the first link, and in place of an address on a line of its own. */
  readonly seeLink: string;
  readonly seeCode: string;
  readonly seeTable: string;
}

export interface Speakable {
  /** Plain sentences; empty if nothing is left. */
  readonly spoken: string;
  /** The addresses that were left out, each once, with their titles. */
  readonly links: readonly string[];
  /** True if nothing but links and markup was left out. */
  readonly isWhole: boolean;
}

const FENCE = /^\s*(?:>\s*)*(`{3,}|~{3,})/;
const RULE = /^\s*(?:-{3,}|\*{3,}|_{3,}|—{3,}|(?:[-*] ){2}[-*])\s*$/;
const HEADING = /^\s*#{1,6}\s+/;
const QUOTES = /^\s*(?:>\s?)+/;
const BULLET = /^\s*(?:[-*+•]\s+)(?:\[[ x]\]\s+)?/i;
/** The cells that a listener can follow. */
const MAX_CELLS = 12;

const ADDRESS = String.raw`(?:https?:\/\/|www\.)[^\s<>"]{1,2000}?`;
const IMAGE = /!\[([^\]\n]{0,300})\]\([^()\n]{0,2000}\)/g;
const LINK =
  /\[([^\]\n]{1,300})\]\(<?((?:https?:\/\/|www\.)[^\s<>()]{1,2000}(?:\([^\s<>()]{0,200}\)[^\s<>()]{0,200})?)>?(?:\s+"[^"\n]{0,300}")?\)/gi;
const BARE = new RegExp(String.raw`<?(${ADDRESS})>?(?=[.,;:!?)\]*_~'”»]*(?:\s|$))`, "gi");
const OTHER_LINK = /\[([^\]\n]{1,300})\]\((?:mailto:|tel:)?([^()\s]{1,300})\)/gi;
const CODE = /(`{1,3})([^`\n]{1,1000})\1/g;
// Within a word or a number they are signs of it, as in 5*3 and snake_case.
const PAIRS =
  /(?<![\p{L}\p{N}*~])(\*\*\*|\*\*|\*|~~|~)(?=\S)([^\n]{0,1000}?\S)\1(?![\p{L}\p{N}*~])/gu;
const UNDERLINED = /(?<![\p{L}\p{N}_])(_{1,3})(?=\S)([^\n]{0,1000}?\S)\1(?![\p{L}\p{N}_])/gu;
/** Markers without a partner on their line; a power of a number is none. */
const STRAYS = /(?<!\d\s?)\*{2,}(?!\s?\d)|^\*(?=\S)|(?<=\S)\*(?=[.,;:!?…]*$)/g;
const FOOTNOTE = /\[\^[^\]\n]{1,30}\]:?/g;
const ESCAPED = /\\([\\`*_{}[\]()#+\-.!~|>$])/g;
// Not © ® ™, which are signs of a text.
const EMOJI =
  /(?:[0-9#*]\ufe0f?\u20e3|\p{RI}{2}|(?![©®™])\p{Extended_Pictographic}(?:\ufe0f|\p{Emoji_Modifier}|\u200d\p{Extended_Pictographic})*)/gu;
const LEFT_OVER = /\ufe0f|\u200d|\u2060|\u200b/g;
const ENDS_SENTENCE = /[\p{Po}\p{Pe}\p{Pf}…—–]$/u;
const MAX_DEPTH = 3;

/**
 * Converts a model's Markdown to sentences that can be read aloud: markup and emoji are dropped,
 * links, code and large tables become a mention of what is sent as text. Linear in time.
 */
export function toSpeakable(markdown: string, words: SpokenWords): Speakable {
  const source = cleanText(markdown).trim();
  const lines = source.split("\n");
  const readHtml = createHtmlReader(source);
  const links = new Map<string, string>();
  const spoken: string[] = [];
  let isWhole = true;

  function noteLink(address: string, title: string): boolean {
    const isFirst = links.size === 0;
    if (!links.has(address)) links.set(address, title);
    return isFirst;
  }

  /** Adds a line; a mention that follows itself is not repeated. */
  function say(text: string): void {
    const line = withEnd(text);
    if (line !== "" && line !== spoken.at(-1)) spoken.push(line);
  }

  function sayLine(line: string): void {
    const bare = line.replace(QUOTES, "").replace(HEADING, "").replace(BULLET, "").trim();
    if (RULE.test(line) || bare === "") return;
    if (new RegExp(`^<?${ADDRESS}>?$`, "i").test(bare)) {
      noteLink(bare.replaceAll(/[<>]/g, ""), "");
      say(capitalised(words.seeLink));
      return;
    }
    say(plain(bare, words, noteLink));
  }

  for (let index = 0; index < lines.length; index += 1) {
    const line = lines[index] ?? "";
    const [, fence] = FENCE.exec(line) ?? [];
    const isOneLine = fence !== undefined && line.indexOf(fence) !== line.lastIndexOf(fence);
    if (fence !== undefined && !isOneLine) {
      while (++index < lines.length && !(lines[index] ?? "").trim().startsWith(fence)) continue;
      isWhole = false;
      say(words.seeCode);
      continue;
    }
    const table = readTable(lines, index);
    if (table === null) {
      for (const one of readHtml(line).split("\n")) sayLine(one);
      continue;
    }
    index = table.last;
    if (table.lines.filter((one) => one !== "").length > MAX_CELLS) {
      isWhole = false;
      say(words.seeTable);
    } else for (const one of table.lines) sayLine(one);
  }
  return {
    spoken: spoken.join("\n"),
    links: [...links].map(([address, title]) => (title === "" ? address : `${title}: ${address}`)),
    isWhole,
  };
}

/** Returns a line without markup; its links are noted. */
function plain(
  line: string,
  { link, seeLink }: SpokenWords,
  noteLink: (address: string, title: string) => boolean,
): string {
  const sealed: string[] = [];
  const seal = (text: string) => `\ufdd0${sealed.push(text) && ""}`;
  const text = line
    .replaceAll(CODE, (_, _ticks: string, code: string) => seal(code.trim()))
    .replaceAll(ESCAPED, (_, sign: string) => seal(sign))
    .replaceAll(FOOTNOTE, "")
    .replaceAll(IMAGE, "$1")
    .replaceAll(LINK, (_, title: string, address: string) => {
      const name = unmarked(title);
      if (isAddress(name)) {
        noteLink(address, "");
        return link;
      }
      return noteLink(address, name) ? `${name} (${seeLink})` : name;
    })
    .replaceAll(OTHER_LINK, "$1")
    .replaceAll(BARE, (_, address: string) => {
      noteLink(address, "");
      return link;
    });
  let next = 0;
  return unmarked(text)
    .replaceAll("\ufdd0", () => sealed[next++] ?? "")
    .replaceAll(EMOJI, "")
    .replaceAll(LEFT_OVER, "")
    .replaceAll(/[ \t]{2,}/g, " ")
    .replaceAll(/ ([.,;:!?…])/g, "$1")
    .trim();
}

function unmarked(text: string): string {
  let bare = text;
  for (let depth = 0; depth < MAX_DEPTH; depth += 1) {
    const inner = bare.replaceAll(PAIRS, "$2").replaceAll(UNDERLINED, "$2");
    if (inner === bare) break;
    bare = inner;
  }
  return bare.replaceAll(STRAYS, "");
}

const isAddress = (text: string): boolean => /^(?:https?:\/\/|www\.)\S+$/i.test(text);

const capitalised = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** Returns a line with the pause at its end that a listener needs. */
function withEnd(text: string): string {
  if (text === "" || !/[\p{L}\p{N}]/u.test(text)) return "";
  return ENDS_SENTENCE.test(text) ? text : `${text}.`;
}
