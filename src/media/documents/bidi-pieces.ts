/** Text as it stands in a line, from left to right. */
interface Placed {
  readonly text: string;
}

const RIGHT_TO_LEFT = /[[\p{sc=Arab}\p{sc=Hebr}\p{sc=Syrc}\p{sc=Thaa}]&&\p{L}]/gv;
const LEFT_TO_RIGHT = /[\p{L}--[\p{sc=Arab}\p{sc=Hebr}\p{sc=Syrc}\p{sc=Thaa}]]/gv;
/** A sign between digits, which belongs to their number. */
const SEPARATOR = /^[-.,:/]$/;
const MIRRORED = new Map(
  ["()", "[]", "{}", "<>", "«»"].flatMap(([open = "", close = ""]) => [
    [open, close],
    [close, open],
  ]),
);

const BRACKETS = /[()[\]{}<>«»]/g;

/** Returns whether a text may have letters that are read from right to left. */
export function mayTurn(texts: readonly Placed[]): boolean {
  return texts.some(({ text }) => /[\u0590-\u08ff]/.test(text));
}

type Kind = "right-to-left" | "left-to-right" | "number" | "neutral";

function kindOf({ text }: Placed): Kind {
  if (text.search(RIGHT_TO_LEFT) >= 0) return "right-to-left";
  if (text.search(LEFT_TO_RIGHT) >= 0) return "left-to-right";
  return /\p{N}/u.test(text) ? "number" : "neutral";
}

/**
 * Returns whether a line is read from right to left: most of its letters are, or one on a page
 * where most are. Null without letters.
 */
export function isRightToLeft(line: readonly Placed[], isPageRightToLeft = false): boolean | null {
  let [rightToLeft, leftToRight] = [0, 0];
  for (const { text } of line) {
    rightToLeft += text.match(RIGHT_TO_LEFT)?.length ?? 0;
    leftToRight += text.match(LEFT_TO_RIGHT)?.length ?? 0;
  }
  if (rightToLeft + leftToRight === 0) return null;
  return rightToLeft > (isPageRightToLeft ? 0 : leftToRight);
}

/**
 * Returns the text with its brackets as they are read. Brackets of text from right to left are drawn
 * mirrored; some programs name the drawn sign, others the written one: `texts` has both, and the
 * one is right whose brackets open before they close.
 */
export function withBrackets(texts: { readonly drawn: string; readonly mirrored: string }): string {
  return closedTooEarly(texts.mirrored) <= closedTooEarly(texts.drawn)
    ? texts.mirrored
    : texts.drawn;
}

export function mirror(text: string): string {
  return text.replace(BRACKETS, (bracket) => MIRRORED.get(bracket) ?? bracket);
}

function closedTooEarly(text: string): number {
  let [open, tooEarly] = [0, 0];
  for (const [bracket] of text.matchAll(BRACKETS)) {
    if ("([{<«".includes(bracket)) open += 1;
    else if (open > 0) open -= 1;
    else tooEarly += 1;
  }
  return tooEarly;
}

interface Run {
  /** The first and the last piece, from left to right. */
  readonly from: number;
  readonly to: number;
  readonly isRightToLeft: boolean;
}

export interface ReadPiece {
  /** The index from left to right. */
  readonly at: number;
  /** True if a space is read before it. */
  readonly isApart: boolean;
  readonly isRightToLeft: boolean;
}

/**
 * Returns a line's pieces in the order in which they are read, as the Unicode Bidirectional Algorithm
 * has placed them: in Arabic or Hebrew, numbers and Latin words are read from left to right.
 * `isApart` says whether there is a space between a piece and the one to its right.
 */
export function inReadingOrder(
  pieces: readonly Placed[],
  isLineRightToLeft: boolean,
  isApart: (at: number) => boolean,
): ReadPiece[] {
  if (!isLineRightToLeft && !mayTurn(pieces)) {
    return pieces.map((_piece, at) => ({
      at,
      isApart: at > 0 && isApart(at - 1),
      isRightToLeft: false,
    }));
  }
  const kinds = pieces.map(kindOf);
  const isSeparator = (at: number) =>
    SEPARATOR.test(pieces[at]?.text ?? "") &&
    kinds[at - 1] === "number" &&
    kinds[at + 1] === "number" &&
    !isApart(at - 1) &&
    !isApart(at);
  const resolved = kinds.map((kind, at) => (isSeparator(at) ? "number" : kind));
  const runs = isLineRightToLeft
    ? runsFromRight(resolved, 0, isApart)
    : runsFromLeft(resolved, isApart);
  const read: ReadPiece[] = [];
  let before: Run | null = null;
  for (const run of runs) {
    const { from, to, isRightToLeft: isRight } = run;
    const inRun = Array.from({ length: to - from + 1 }, (_, index) => from + index);
    for (const [index, at] of (isRight ? inRun.toReversed() : inRun).entries()) {
      const isAfter: boolean =
        index > 0
          ? isApart(isRight ? at : at - 1)
          : before !== null &&
            (to < before.from ? isApart(to) : isApart(before.to) || isApart(from - 1));
      read.push({ at, isApart: isAfter, isRightToLeft: isRight });
    }
    before = run;
  }
  return read;
}

/** Returns the runs of text that is read from right to left, from its right end. */
function runsFromRight(
  kinds: readonly Kind[],
  first: number,
  isApart: (at: number) => boolean,
): Run[] {
  const runs: Run[] = [];
  const [before, after] = [strongBefore(kinds), strongBefore(kinds.toReversed()).toReversed()];
  for (const [index, kind] of kinds.entries()) {
    const at = first + index;
    const isInLatin = [before, after].every((strong) => strong[index] === "left-to-right");
    const isRight = kind === "right-to-left" || (kind === "neutral" && !isInLatin);
    const last = runs.at(-1);
    // Two numbers with a space between them are read one after the other.
    const areNumbers = kind === "number" && kinds[index - 1] === "number";
    const goesOn = last?.isRightToLeft === isRight && !(areNumbers && isApart(at - 1));
    if (last && goesOn) runs.splice(-1, 1, { ...last, to: at });
    else runs.push({ from: at, to: at, isRightToLeft: isRight });
  }
  return runs.toReversed();
}

/** Returns the runs of text that is read from left to right, with phrases of the other direction. */
function runsFromLeft(kinds: readonly Kind[], isApart: (at: number) => boolean): Run[] {
  const runs: Run[] = [];
  for (let at = 0; at < kinds.length;) {
    let end = at + 1;
    if (kinds[at] === "right-to-left") {
      for (
        let next = end;
        kinds[next] !== undefined && kinds[next] !== "left-to-right";
        next += 1
      ) {
        if (kinds[next] === "right-to-left") end = next + 1;
      }
      runs.push(...runsFromRight(kinds.slice(at, end), at, isApart));
    } else {
      while (end < kinds.length && kinds[end] !== "right-to-left") end += 1;
      runs.push({ from: at, to: end - 1, isRightToLeft: false });
    }
    at = end;
  }
  return runs;
}

/** Returns for each piece the kind of the last one before it that has letters. */
function strongBefore(kinds: readonly Kind[]): (Kind | null)[] {
  let strong: Kind | null = null;
  return kinds.map((kind) => {
    const before = strong;
    if (kind === "left-to-right" || kind === "right-to-left") strong = kind;
    return before;
  });
}
