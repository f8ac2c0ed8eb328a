import type { ModelRequest } from "../../core/ports.ts";
import type { ToolCall } from "../../core/tool-call.ts";

/** A call that the script makes, so that a tool can be tried without a model. */
export interface ScriptedCall {
  /** The tool's name; the call is made only where it is offered. */
  readonly tool: string;
  /**
   * Returns the arguments for the user's words, as they are and folded (lower case, without accents);
   * null if they do not ask for the tool.
   */
  read(words: string, folded: string): object | null;
  /** Returns the answer by the tool's result and its arguments, in the script's language. */
  answer(result: string, given: Readonly<Record<string, unknown>>): string;
}

const WRAPPED = /^<material kind="tool result"[^>]*>\n([\s\S]*?)\n<\/material>$/;

/** Returns the call that the newest message asks for; null if none of the tools is meant or offered. */
export function chooseCall(
  { tools = [], rounds = [] }: ModelRequest,
  calls: readonly ScriptedCall[],
  { words, folded }: { readonly words: string; readonly folded: string },
): ToolCall | null {
  if (rounds.length > 0) return null;
  for (const { tool, read } of calls) {
    const given = tools.some(({ name }) => name === tool) ? read(words, folded) : null;
    if (given !== null) return { id: "call00001", name: tool, arguments: JSON.stringify(given) };
  }
  return null;
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
  return (
    call?.answer(WRAPPED.exec(result)?.[1] ?? result, JSON.parse(made.arguments ?? "{}")) ?? null
  );
}
