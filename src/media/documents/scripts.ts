export type Script = "super" | "sub" | "struck";

/** Text of a line that is normal, raised, lowered or struck out as a whole. */
export interface Run {
  readonly text: string;
  readonly script: Script | null;
}

/** Ordinals and marks such as 1st, 2ème and ™, which are raised without being powers. */
const RAISED_WORD = /^(?:\p{L}{2,}\.?|[oaeªº])$/u;
/** A note's mark with its own brackets. */
const BRACKETED = /^[[(]?[\p{L}\p{N}*]{1,4}[\])]$/u;
const SIMPLE = /^[-−+]?(?:\p{L}|\p{N}+(?:[.,]\p{N}+)*)$/u;
const FRACTION_BAR = /^ ?[/⁄∕]/;
const ENDS_IN_NUMBER = /\p{N}$/u;

/** Joins runs: `10` and a raised `6` become `10^6`, not `106`, and a fraction becomes `1/2`. */
export function joinRuns(runs: readonly Run[]): string {
  const merged = mergeRuns(runs);
  let text = "";
  for (let at = 0; at < merged.length; at += 1) {
    const [run, next, third] = merged.slice(at, at + 3);
    if (run === undefined) break;
    if (run.script === "super" && next && isFraction(text, next, third)) {
      text += (ENDS_IN_NUMBER.test(endOf(text)) ? " " : "") + run.text.trim();
      if (next.script === "sub") text += `/${next.text.trim()}`;
      else text += next.text.replace(FRACTION_BAR, "/");
      at += 1;
      if (next.script === null && /[/⁄∕] ?$/.test(endOf(next.text)) && third?.script === "sub") {
        text += third.text.trim();
        at += 1;
      }
    } else {
      text += run.script === null ? run.text : formatScript(text, run.text, run.script);
    }
  }
  return text;
}

function mergeRuns(runs: readonly Run[]): Run[] {
  const merged: Run[] = [];
  for (const run of runs) {
    const last = merged.at(-1);
    if (last?.script === run.script) merged.splice(-1, 1, { ...run, text: last.text + run.text });
    else if (run.text !== "") merged.push(run);
  }
  return merged;
}

/**
 * Returns whether a fraction begins: a raised number before a bar; before a slash only with a
 * lowered one after it, or with nothing to be the power of, unlike in m²/s; before a lowered number
 * likewise.
 */
function isFraction(before: string, next: Run, third: Run | undefined): boolean {
  const end = endOf(before);
  const isAlone = /(?:^|[\s(])$/.test(end);
  if (next.script === "sub") return isAlone;
  if (next.script === "super" || !FRACTION_BAR.test(next.text)) return false;
  const rest = next.text.trimStart();
  if (!rest.startsWith("/")) return true;
  const isLowered = rest.trim() === "/" && third?.script === "sub";
  if (isLowered) return isAlone || ENDS_IN_NUMBER.test(end);
  return isAlone && /^\/\p{N}/u.test(rest.slice(0, 3));
}

function formatScript(before: string, text: string, script: Script): string {
  const shown = text.trim();
  if (script === "struck") return text.replace(shown, () => (shown === "" ? "" : `~~${shown}~~`));
  if (!/[\p{L}\p{N}]/u.test(shown) || RAISED_WORD.test(shown) || BRACKETED.test(shown)) {
    return text;
  }
  // Lowered numbers after a letter are clear, as in H2O; after a digit they would extend it.
  const isClear = !/[^\p{L}\p{N}.,\s]/u.test(shown);
  if (script === "sub" && isClear && !ENDS_IN_NUMBER.test(endOf(before))) return text;
  const mark = script === "super" ? "^" : "_";
  const space = text.slice(text.trimEnd().length);
  return mark + (SIMPLE.test(shown) ? shown : `(${shown})`) + space;
}

/**
 * Returns the last characters, which are enough: a pattern that ends in $ is tried at every
 * character of a text.
 */
function endOf(text: string): string {
  return text.slice(-2);
}
