const ROMAN = [
  [1000, "m"],
  [900, "cm"],
  [500, "d"],
  [400, "cd"],
  [100, "c"],
  [90, "xc"],
  [50, "l"],
  [40, "xl"],
  [10, "x"],
  [9, "ix"],
  [5, "v"],
  [4, "iv"],
  [1, "i"],
] as const;
const MAX_ROMAN = 4_000;
/** Beyond this, letters would repeat without limit. */
const MAX_LETTER = 26 * 8;

/** The format of an item's number. */
export type NumberFormat = "decimal" | "zero" | "letter" | "LETTER" | "roman" | "ROMAN" | "none";

/** Returns a list item's number as it is shown, such as `iv` or `C`. */
export function formatNumber(value: number, format: NumberFormat): string {
  const isSmall = value > 0 && Number.isInteger(value);
  switch (format) {
    case "none":
      return "";
    case "zero":
      return String(value).padStart(2, "0");
    case "letter":
      return isSmall && value <= MAX_LETTER ? toLetters(value) : String(value);
    case "roman":
      return isSmall && value < MAX_ROMAN ? toRoman(value) : String(value);
    case "LETTER":
    case "ROMAN":
      return formatNumber(value, format === "ROMAN" ? "roman" : "letter").toUpperCase();
    case "decimal":
      return String(value);
  }
}

/** Returns letters; after z come aa, bb and so on. */
function toLetters(value: number): string {
  const letter = String.fromCharCode(97 + ((value - 1) % 26));
  return letter.repeat(Math.ceil(value / 26));
}

function toRoman(value: number): string {
  let left = value;
  let text = "";
  for (const [worth, sign] of ROMAN) {
    text += sign.repeat(Math.floor(left / worth));
    left %= worth;
  }
  return text;
}

/** Counts the items of a list by their levels, from 0. */
export interface Counters {
  /** Counts one more item at `level`, which begins with `start`, and restarts deeper levels. */
  count(level: number, start: number): number;
  /** Returns the number of the last item at `level`. */
  at(level: number): number | undefined;
  /** Sets the number of the next item. */
  set(level: number, next: number): void;
}

export function createCounters(): Counters {
  let numbers: (number | undefined)[] = [];
  return {
    count(level, start) {
      const next = (numbers[level] ?? start - 1) + 1;
      numbers = numbers.slice(0, level);
      numbers[level] = next;
      return next;
    },
    at: (level) => numbers[level],
    set(level, next) {
      numbers = numbers.slice(0, level);
      numbers[level] = next - 1;
    },
  };
}
