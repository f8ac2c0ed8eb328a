import type { MessageContext } from "../core/message.ts";
import type { AnswerRecord } from "../store/answer-record.ts";
import type { Store } from "../store/store.ts";
import type { Turn } from "../store/turn.ts";

/** The topic of a reaction without an answer, which never becomes history. */
const TOPIC = "reaction";

/** A question ends with its mark, apart from closing signs. */
const QUESTION = /[?？؟][^\p{L}\p{N}]*$/u;

/** Returns whether a message is a sign that the user put on another message. */
function isReaction({ context = [] }: { readonly context?: readonly MessageContext[] }) {
  return context.some(({ kind }) => kind === "reaction");
}

/**
 * Returns the record of a turn of reactions that need no answer, which would only cost: all those
 * on anything but a question of ours. Null for any other turn.
 */
export async function unansweredReaction(
  turn: Turn,
  store: Pick<Store, "quotedMessage">,
): Promise<AnswerRecord | null> {
  const messages = [...turn.earlier, turn];
  if (!messages.every(isReaction)) return null;
  for (const message of messages) {
    const { quotedSid } = message;
    const quoted = quotedSid === null ? null : await store.quotedMessage(message, quotedSid);
    if (quoted?.role === "assistant" && QUESTION.test(quoted.text)) return null;
  }
  return { text: "", topic: TOPIC, parts: [], model: null, usage: null, error: null };
}
