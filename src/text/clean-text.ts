const NEWLINE = /\r\n?|[\v\f\u0085]/g;
const UNSENDABLE = /[[\p{Cc}--[\n\t]]\p{Cs}\p{Noncharacter_Code_Point}]/gv;

/**
 * The text without what XML and messengers refuse or a chat cannot show: control characters (line
 * breaks of any kind become `\n`, tabs stay), lone surrogates, noncharacters, and spaces at the
 * end of lines and of the text. Emoji, joiners and bidirectional marks stay.
 */
export function cleanText(text: string): string {
  return text
    .replace(NEWLINE, "\n")
    .replace(UNSENDABLE, "")
    .split("\n")
    .map((line) => line.trimEnd())
    .join("\n")
    .trimEnd();
}
