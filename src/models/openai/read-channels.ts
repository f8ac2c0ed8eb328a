import { findTags } from "./find-literals.ts";

const TOKEN = /<\|(?:start|channel|message|constrain|end|return|call)\|>/g;
/** The channels of gpt-oss that the user may read; some servers write the role instead. */
const VISIBLE = /^\s*(?:final|assistant)\b/;
const FINAL = /^\s*final/;
/** The same channels from a server that drops the tokens around their names. */
const BARE = /^\s*(?:assistant)?\s*analysis(?=\p{Lu}|["'(]|\s*\n)/u;
const BARE_FINAL = "assistantfinal";

/**
 * Returns the text of the user's channels if a text is divided into channels as gpt-oss writes
 * them: analysis and commentary are reasoning. Returns any other text unchanged.
 */
export function readChannels(text: string): string {
  const bare = readBareChannels(text);
  if (bare !== null) return bare;
  // If the text begins with a channel, reasoning that was cut off within code must not hide the
  // next one.
  const isWhole = /^\s*<\|/.test(text);
  const tokens = findTags(text, TOKEN).filter(
    ({ isQuoted, fences }) => !isQuoted && (isWhole || fences % 2 === 0),
  );
  if (!tokens.some(({ name }) => name === "<|channel|>" || name === "<|message|>")) return text;
  const visible: string[] = [];
  /** The name of the channel or, without one, the role; null outside a header. */
  let header: string | null = null;
  for (const [index, { name, end }] of tokens.entries()) {
    const next = tokens[index + 1];
    const body = text.slice(end, next?.at);
    switch (name) {
      case "<|channel|>":
      case "<|start|>":
        header = body;
        // A server may drop the token between a channel's name and its text.
        if (FINAL.test(body) && !/message|constrain/.test(next?.name ?? "")) {
          visible.push(body.replace(FINAL, ""));
        }
        break;
      case "<|constrain|>":
        break;
      case "<|message|>":
        if (header === null || VISIBLE.test(header)) visible.push(body);
        header = null;
        break;
      default:
        header = null;
    }
  }
  return visible.join("\n\n");
}

function readBareChannels(text: string): string | null {
  if (!BARE.test(text)) return null;
  const final = text.lastIndexOf(BARE_FINAL);
  if (final !== -1) return text.slice(final + BARE_FINAL.length);
  // "analysisWe have to": no word begins like this.
  return /^\s*(?:assistant)?analysis\p{Lu}/u.test(text) ? "" : null;
}
