import type { ModelRequest } from "../../core/ports.ts";
import type { ToolCall } from "../../core/tool-call.ts";

/** A call that the script makes, so that a tool can be tried without a model. */
export interface ScriptedCall {
  /** The tool's name; the call is made only where it is offered. */
  readonly tool: string;
  /** Matches the user's words, folded: lower case, without accents. */
  readonly asks: RegExp;
  /**
   * Returns the arguments by the match and the user's own words; null if the message is not meant
   * for the tool after all.
   */
  arguments(match: RegExpExecArray, words: string, now: number): object | null;
  /** Returns the answer by what the tool returned, in the script's language. */
  answer(result: string): string;
}

const WRAPPED = /^<material kind="tool result"[^>]*>\n([\s\S]*?)\n<\/material>$/;

/** Returns the call that the newest message asks for; null if none of the tools is meant or offered. */
export function chooseCall(
  { tools = [], rounds = [] }: ModelRequest,
  { calls, folded, words, now }: Scripted & { readonly now: number },
): ToolCall | null {
  if (rounds.length > 0) return null;
  for (const call of calls) {
    const match = call.asks.exec(folded);
    if (match === null || !tools.some(({ name }) => name === call.tool)) continue;
    const given = call.arguments(match, words, now);
    if (given !== null) {
      return { id: "call00001", name: call.tool, arguments: JSON.stringify(given) };
    }
  }
  return null;
}

interface Scripted {
  readonly calls: readonly ScriptedCall[];
  /** The newest message, folded and as it is. */
  readonly folded: string;
  readonly words: string;
}

/** Returns the answer with what a call has found; null if there was none. */
export function answerFromCall(
  { rounds = [] }: ModelRequest,
  calls: readonly ScriptedCall[],
): string | null {
  const last = rounds.at(-1);
  const made = last?.calls[0];
  const result = last?.results[0];
  if (made === undefined || result === undefined) return null;
  const call = calls.find(({ tool }) => tool === made.name);
  return call?.answer(WRAPPED.exec(result)?.[1] ?? result) ?? null;
}

/** Returns the beginning of a result, up to its first empty line. */
export function firstParagraph(result: string): string {
  return result.trim().split(/\n\s*\n/, 1)[0] ?? "";
}
