import { characterBefore, FENCE, WEB_ADDRESS, WORD_CHARACTER, WORD_JOINER } from "./grammar.ts";

/** Replaces code while a line is read: a noncharacter, which no sendable text contains. */
export const CODE = "\ufdd0";
/** Replaces an address in the same way. */
export const ADDRESS = "\ufdd1";

// Single backticks beside a joiner, and runs without a partner, are text.
const SPAN =
  /(?<![`\u2060])(`)(?![`\u2060])(.{1,2000}?)(?<![`\u2060])`(?![`\u2060])|(?<!`)(`{2,})(?!`)(.{1,2000}?)(?<!`)\3(?!`)|`{3,}/g;

const LINK =
  /(!?)\[((?:[^[\]]|\[[^[\]]*\])*)\]\((<[^<>]*>|[^\s<>[\]()\ufdd0]+(?:\([^\s<>[\]()]*\)[^\s<>[\]()]*)*)(\s+(?:"[^"]*"|'[^']*'))?\)/;
const AUTOLINK = /<((?:https?|ftp|mailto|tel):[^\s<>|]*)>/;
const ADDRESSES = new RegExp(`${LINK.source}|${AUTOLINK.source}|${WEB_ADDRESS.source}`, "gi");
const TARGET =
  /^(?:[a-z][a-z0-9+.-]*:|www\.)\S|^(?=.*[./#])(?:#|\.{0,2}\/)?[\w%-]+(?:[./#][\w%-]+)*\/?$/i;

/** Returns the line with `CODE` for each code span, and the spans in WhatsApp's form, in order. */
export function sealCode(line: string): { sealed: string; codes: string[] } {
  const codes: string[] = [];
  const sealed = line.replaceAll(SPAN, (...match: string[]) => {
    const [all = "", tick = "", short = "", ticks = "", long = "", at = ""] = match;
    const code = short + long;
    const end = Number(at) + all.length;
    if (tick + ticks === "") codes.push(partBackticks(all));
    else if (code.trim() === "") return all;
    else codes.push(writeCode(code, tick + ticks));
    // If backticks are not markers, the characters inside the code would be.
    if (!/(?<![\p{L}\p{N}])[*_~]/u.test(code)) return CODE;
    const before = /^[\s>*_~`]?$/.test(line.charAt(Number(at) - 1)) ? "" : " ";
    return before + CODE + (WORD_CHARACTER.test(line.slice(end, end + 2)) ? " " : "");
  });
  return { sealed, codes };
}

/** Replaces each seal of a kind by the next text of its list. */
export function unseal(sealed: string, seal: string, texts: readonly string[]): string {
  let next = 0;
  return texts.length === 0 ? sealed : sealed.replaceAll(seal, () => texts[next++] ?? "");
}

function writeCode(code: string, ticks: string): string {
  if (ticks === FENCE) return FENCE + code + FENCE;
  const bare = code.trim();
  if (!bare.includes("`")) return `\`${bare}\``;
  const apart = partBackticks(bare).replace(/^`/, `${WORD_JOINER}\``);
  return FENCE + apart.replace(/`$/, `\`${WORD_JOINER}`) + FENCE;
}

/** Returns backticks with invisible joiners between them, so that no three of them form a fence. */
export function partBackticks(ticks: string): string {
  return ticks.replaceAll(/`(?=`)/g, `\`${WORD_JOINER}`);
}

/** Returns the text with `ADDRESS` for each address, which it appends to the list in order. */
export function sealAddresses(source: string, addresses: string[]): string {
  const seal = (address: string): string => ADDRESS.slice(0, addresses.push(address) && 1);
  return source.replaceAll(ADDRESSES, (...match: (string | undefined)[]) => {
    const [all = "", bang = "", shown = "", given, title = "", auto] = match;
    if (given === undefined) return seal(withoutScheme(auto ?? all));
    const url = given.replace(/^<|>$/g, "");
    const before = bang === "" ? characterBefore(source, Number(match.at(-2))) : "";
    const isInWord = WORD_CHARACTER.test(before) || /[)\]]/.test(before);
    if (!(isInWord ? /^https?:/i : TARGET).test(url)) return all;
    const target = withoutScheme(url);
    if (shown.trim() === "" || bare(shown) === bare(target)) return seal(shown.trim() || target);
    if (bang !== "" && url.startsWith("data:")) return shown;
    const room = before === ")" ? " " : "";
    // The number of a citation is none of the word or the number before it.
    const isNumber = /^[\p{L}\p{N})]/u.test(before) && /^\d/.test(shown);
    const text = sealAddresses(isNumber ? `[${shown}]` : shown, addresses);
    return `${room}${text} (${seal(target + title)})`;
  });
}

const withoutScheme = (url: string): string => url.replace(/^(?:mailto|tel):/i, "");
const bare = (url: string): string => url.trim().replace(/^https?:\/\/|\/$/gi, "");
