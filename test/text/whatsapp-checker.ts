/** One visible character as WhatsApp shows it; `styles` holds any of `*`, `_`, `~` and `` ` ``. */
export interface Shown {
  readonly character: string;
  readonly styles: string;
}

export interface Reading {
  readonly shown: readonly Shown[];
  /** Markers that would be seen as characters, with what stands around them. */
  readonly strays: readonly string[];
  readonly hasOpenFence: boolean;
}

const WORD = /[\p{L}\p{N}]/u;
const ADDRESS = /(?:https?:\/\/|www\.)\S+/g;

/**
 * Reads a text as WhatsApp does. `strict`: a marker opens after the start of a line, a space, `>`
 * or another marker; otherwise after anything but a letter or digit. It closes at the next same
 * marker on the line that has no space before it and no letter or digit behind it.
 */
export function readAsWhatsapp(text: string, strict = true): Reading {
  const shown: Shown[] = [];
  let hasOpenFence = false;
  for (const [index, stretch] of text.split("```").entries()) {
    const isCode = index % 2 === 1;
    hasOpenFence = isCode;
    if (isCode) shown.push(...plain(stretch, "`"));
    else for (const line of stretch.split(/(?<=\n)/)) shown.push(...readLine(line, "", strict));
  }
  return { shown, strays: findStrays(shown), hasOpenFence };
}

function readLine(line: string, styles: string, strict: boolean): Shown[] {
  const shown: Shown[] = [];
  const characters = Array.from(line);
  for (let at = 0; at < characters.length; at += 1) {
    const marker = characters[at] ?? "";
    const close = isOpener(characters, at, styles, strict) ? findCloser(characters, at) : -1;
    if (close < 0) {
      shown.push({ character: marker, styles });
      continue;
    }
    const inner = characters.slice(at + 1, close).join("");
    shown.push(
      ...(marker === "`"
        ? plain(inner, styles + marker)
        : readLine(inner, styles + marker, strict)),
    );
    at = close;
  }
  return shown;
}

function isOpener(characters: readonly string[], at: number, styles: string, strict: boolean) {
  const marker = characters[at] ?? "";
  const before = characters[at - 1] ?? " ";
  const after = characters[at + 1] ?? " ";
  if (!/[*_~`]/.test(marker) || styles.includes(marker) || /\s/.test(after)) return false;
  return strict ? /[\s>*_~`]/.test(before) : !WORD.test(before);
}

function findCloser(characters: readonly string[], open: number): number {
  return characters.findIndex(
    (character, at) =>
      at > open + 1 &&
      character === characters[open] &&
      !/\s/.test(characters[at - 1] ?? " ") &&
      !WORD.test(characters[at + 1] ?? " "),
  );
}

function plain(text: string, styles: string): Shown[] {
  return Array.from(text, (character) => ({ character, styles }));
}

function findStrays(shown: readonly Shown[]): string[] {
  const text = shown
    .map(({ character, styles }) => (styles.includes("`") ? " " : character))
    .join("")
    .replaceAll(ADDRESS, " ");
  return [...text.matchAll(/[*_~`]|\]\(|^#{1,6} /gm)].map(({ index }) =>
    text.slice(Math.max(0, index - 20), index + 20),
  );
}
