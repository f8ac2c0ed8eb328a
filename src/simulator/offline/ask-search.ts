import type { ScriptedCall } from "./scripted-call.ts";

/**
 * Creates the call of a tool that searches for the first group of a pattern, matched to folded words.
 */
export function askSearch(
  tool: "web_search" | "search_documents",
  pattern: RegExp,
  answer: (found: string) => string,
): ScriptedCall {
  return {
    tool,
    read: (_words, folded) => {
      const query = pattern.exec(folded)?.[1];
      return query === undefined ? null : { query };
    },
    // The first of what was found ends at its first empty line.
    answer: (result) => answer(result.trim().split(/\n\s*\n/, 1)[0] ?? ""),
  };
}
