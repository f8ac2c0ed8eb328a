// Characters that XML 1.0 cannot contain, including lone surrogates: no messenger shows them, and
// some refuse a text with one.
// eslint-disable-next-line no-control-regex
const UNSENDABLE = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF\p{Surrogate}]/gu;

/** Returns the text without the characters that no messenger takes; nothing else is changed. */
export function sendableText(text: string): string {
  return text.replace(UNSENDABLE, "");
}
