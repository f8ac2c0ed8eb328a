import { FENCE, WORD_JOINER } from "./whatsapp-grammar.ts";

/** Stands for code while a line is read: a noncharacter, which no text that may be sent has. */
export const CODE = "\ufdd0";

// Single backticks beside a joiner, and runs without a partner, are text.
const SPAN =
  /(?<![`\u2060])(`)(?![`\u2060])(.{1,2000}?)(?<![`\u2060])`(?![`\u2060])|(?<!`)(`{2,})(?!`)(.{1,2000}?)(?<!`)\3(?!`)|`{3,}/g;

/** The line with `CODE` in place of each code span, and how WhatsApp shows those, in order. */
export function sealCode(line: string): { sealed: string; codes: string[] } {
  const codes: string[] = [];
  const sealed = line.replaceAll(SPAN, (all, tick = "", short = "", ticks = "", long = "") => {
    const code = `${short}${long}`;
    if (tick + ticks === "") codes.push(partBackticks(all));
    else if (code.trim() === "") return all;
    else codes.push(writeCode(code, `${tick}${ticks}`));
    return CODE;
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

/** Backticks with invisible joiners between them, so that no three of them are a fence. */
export function partBackticks(ticks: string): string {
  return ticks.replaceAll(/`(?=`)/g, `\`${WORD_JOINER}`);
}
