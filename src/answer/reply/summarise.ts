import type { Model } from "../../core/ports.ts";
import type { Usage } from "../../core/usage.ts";
import type { Turn } from "../../store/turn.ts";

export const SUMMARY_PROMPT =
  "Summarise the text for a listener on a phone, in its own language: at most 120 " +
  "words in plain sentences, without lists, markup, links or emoji. Begin with what matters most, " +
  "and say in the last sentence that the whole text follows in writing.";

/** Has a model summarise a text; null if it did not. Adds what that used; throws what `Model` throws. */
export async function summarise(
  text: string,
  {
    turn,
    signal,
    used,
  }: { readonly turn: Turn; readonly signal: AbortSignal; readonly used: Usage[] },
  { model, pseudonym }: { readonly model: Model; pseudonym(of: string): string },
): Promise<string | null> {
  const reply = await model.respond({
    instructions: SUMMARY_PROMPT,
    turns: [{ role: "user", content: [{ kind: "text", text }] }],
    userKey: pseudonym(`user:${turn.userId}`),
    cacheKey: pseudonym(`summary:${turn.conversationId}`),
    signal,
  });
  used.push(reply.usage);
  if (reply.kind !== "answer" || reply.outcome !== "complete") return null;
  return reply.text.trim() || null;
}
