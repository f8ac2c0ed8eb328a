import type { PastMessage } from "../../store/past-messages.ts";
import type { PastToolCall } from "../../store/tool-calls.ts";
import { wrapUntrusted } from "./untrusted.ts";

/** In UTF-16 units, of one result: enough for "and tomorrow?", and little in every later prompt. */
const MAX_SHOWN = 300;
/** Of one message; the last ones led to its answer. */
const MAX_CALLS = 6;

/**
 * Adds to each of the user's messages what tools found for its answer, in a short form that is the same
 * in every later prompt.
 */
export function withPastCalls(
  past: readonly PastMessage[],
  calls: readonly PastToolCall[],
): readonly PastMessage[] {
  if (calls.length === 0) return past;
  const ofMessages = Map.groupBy(calls, ({ messageId }) => messageId);
  return past.map((message) => {
    const found = ofMessages.get(message.messageId) ?? [];
    if (message.role !== "user" || found.length === 0) return message;
    return { ...message, found: found.slice(-MAX_CALLS).map(showShort) };
  });
}

function showShort({ name, arguments: given, result }: PastToolCall): string {
  const line = result.replaceAll(/\s+/g, " ").trim();
  const shown = line.length > MAX_SHOWN ? `${line.slice(0, MAX_SHOWN).toWellFormed()}…` : line;
  return wrapUntrusted("tool result", { tool: name, "called-with": given }, shown).text;
}
