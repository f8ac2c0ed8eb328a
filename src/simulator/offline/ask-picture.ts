import type { ScriptedCall } from "./scripted-call.ts";

/** The patterns match folded words; the first group is what the picture shows. */
interface PictureWords {
  readonly draws: RegExp;
  readonly changes: RegExp;
  readonly drawn: (what: string) => string;
  readonly changed: string;
  /** The answer where no picture was made. */
  readonly missing: string;
}

/** Creates the call that has a picture drawn, or one of the chat changed. */
export function askPicture(words: PictureWords): ScriptedCall {
  return {
    tool: "create_picture",
    read: (_words, folded) => {
      const change = shownBy(words.changes, folded);
      const description = change ?? shownBy(words.draws, folded);
      if (description === null) return null;
      return { description, shape: "square", changes_picture: change !== null };
    },
    answer: (result, { description, changes_picture: isChange }) => {
      if (!result.includes("is made")) return words.missing;
      return isChange === true ? words.changed : words.drawn(String(description));
    },
  };
}

function shownBy(pattern: RegExp, folded: string): string | null {
  return pattern.exec(folded)?.[1]?.replace(/[\s.!?]+$/, "") ?? null;
}
