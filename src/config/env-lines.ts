import { isKnown } from "./unknown-settings.ts";

const ASSIGNMENT = /^\s*(?:export\s+)?([\w.-]+)\s*=\s*(["'`])?(.*)$/;
/** Stands for bytes that are not UTF-8. */
const LOST = "\uFFFD";

/**
 * Describes the lines of an .env file that are probably not meant as they stand: lines without `=`,
 * a name that is set twice, quotation marks that do not close, characters that are lost. A quoted
 * value may span several lines.
 */
export function describeLines(text: string): string[] {
  const lines = text.split(/\r?\n/);
  const found = lines.flatMap(describeLost);
  const setOn = new Map<string, number>();
  for (let index = 0; index < lines.length; index += 1) {
    const line = lines[index] ?? "";
    const number = index + 1;
    if (/^\s*(#|$)/.test(line)) continue;
    const [, name, quote, rest = ""] = ASSIGNMENT.exec(line) ?? [];
    if (name === undefined) {
      found.push(...describeStray(line, number));
      continue;
    }
    const before = setOn.get(name);
    if (before !== undefined) {
      found.push(`${name} is set on lines ${before} and ${number} of .env; line ${number} counts.`);
    }
    setOn.set(name, number);
    if (quote === undefined || rest.includes(quote)) continue;
    const end = lines.findIndex((later, at) => at > index && later.includes(quote));
    if (end === -1) {
      found.push(`Line ${number} of .env has a ${quote} that is never closed.`);
      continue;
    }
    const taken = lines.slice(index + 1, end + 1).flatMap(settingOf);
    if (taken.length > 0) {
      found.push(
        `The value of ${name} takes in lines ${number} to ${end + 1} of .env, and with them ${taken.join(", ")}: is a ${quote} missing on line ${number}?`,
      );
    }
    index = end;
  }
  return found;
}

function describeLost(line: string, index: number): string[] {
  return line.includes(LOST)
    ? [`Line ${index + 1} of .env is not UTF-8, so characters are lost: save the file as UTF-8.`]
    : [];
}

function describeStray(line: string, number: number): string[] {
  return line.includes("=")
    ? []
    : [`Line ${number} of .env has no "=" and sets nothing: write NAME=value, or # before it.`];
}

function settingOf(line: string): string[] {
  const name = ASSIGNMENT.exec(line)?.[1];
  return name !== undefined && isKnown(name) ? [name] : [];
}
