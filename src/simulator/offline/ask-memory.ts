import type { ScriptedCall } from "./scripted-call.ts";

/** Creates the call that remembers the first group of a pattern, matched to the user's words. */
export function askMemory(pattern: RegExp, answer: (statement: string) => string): ScriptedCall {
  return {
    tool: "remember",
    read: (words) => {
      const said = pattern.exec(words.trim())?.[1]?.replace(/[\s.!]+$/, "") ?? "";
      if (said === "") return null;
      return { statement: `${said.charAt(0).toUpperCase()}${said.slice(1)}.` };
    },
    answer: (_result, given) => answer(String(given["statement"])),
  };
}
