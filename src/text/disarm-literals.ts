import {
  characterAt,
  characterBefore,
  isSpaceOrEdge,
  isWordCharacter,
} from "./whatsapp-markers.ts";

/** Where a character of a written line is from: the text, our markers, or code and addresses. */
export const LITERAL = 0;
export const EMITTED = 1;
export const SEALED = 2;

// WhatsApp has no escape character; these look alike and are neither letters nor digits.
const LOOK_ALIKES: Readonly<Record<string, string>> = { "*": "∗", _: "＿", "~": "∼", "`": "‵" };
const WORD_JOINER = "\u2060";

interface Mark {
  readonly at: number;
  readonly character: string;
  readonly opens: boolean;
  readonly closes: boolean;
}

/**
 * Replaces the markers in a line's own text that could begin or end a formatting by look-alikes:
 * those with a partner on the line, and backticks in a row. Looser than WhatsApp's rules, so that
 * doubt costs a character's shape and never a stray style. `origins` tells for each unit.
 */
export function disarmLiterals(line: string, origins: Uint8Array): string {
  const marks = findMarks(line);
  const firstOpener = new Map<string, number>();
  const lastCloser = new Map<string, number>();
  for (const { at, character, opens, closes } of marks) {
    if (opens && !firstOpener.has(character)) firstOpener.set(character, at);
    if (closes) lastCloser.set(character, at);
  }
  let disarmed = "";
  let from = 0;
  for (const { at, character, opens, closes } of marks) {
    if (origins[at] !== LITERAL) continue;
    const hasPartner =
      (opens && (lastCloser.get(character) ?? -1) > at) ||
      (closes && (firstOpener.get(character) ?? Infinity) < at);
    if (!hasPartner && !isBacktickInRow(line, at)) continue;
    disarmed += line.slice(from, at) + (LOOK_ALIKES[character] ?? character);
    from = at + 1;
  }
  disarmed += line.slice(from);
  return disarmed.startsWith("> ") ? WORD_JOINER + disarmed : disarmed;
}

function findMarks(line: string): Mark[] {
  return Array.from(line.matchAll(/[*_~`]/g), ({ 0: character, index: at }) => {
    const before = characterBefore(line, at);
    const after = characterAt(line, at + 1);
    return {
      at,
      character,
      opens: !isWordCharacter(before) && !isSpaceOrEdge(after),
      closes: !isSpaceOrEdge(before) && !isWordCharacter(after),
    };
  });
}

function isBacktickInRow(line: string, at: number): boolean {
  return line[at] === "`" && (line[at - 1] === "`" || line[at + 1] === "`");
}
