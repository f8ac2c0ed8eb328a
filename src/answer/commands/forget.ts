import type { Lane } from "../../core/lane.ts";
import type { Logger } from "../../core/ports.ts";
import type { Turn } from "../../store/turn.ts";
import type { Sentences } from "../../text/sentences.ts";
import type { CommandDeps, CommandHandler } from "./command.ts";
import { bareWord, foldWord } from "../../text/fold-word.ts";

const PATIENCE_MS = 15 * 60_000;

/** Asks back: what is erased does not come back. */
export const askToForget: CommandHandler = async ({ sentences }) => sentences.forgetAsks;

/** Whether a turn is the yes to `askToForget`: the next message, soon enough. */
export function isConsent(
  { type, text, isForwarded, receivedAt, user: { before } }: Turn,
  { yes }: Sentences,
): boolean {
  if (before?.topic !== "forget" || receivedAt - before.at > PATIENCE_MS) return false;
  // A question is no answer.
  if (type !== "text" || isForwarded || /[?？؟]/.test(text)) return false;
  return yes.some((word) => foldWord(word) === bareWord(text));
}

/** Erases what is stored of the user, and gives its room on the disk back, so that nothing can be read there. */
export async function forget(
  { messageId }: Turn,
  lane: Lane,
  { forgotten }: Sentences,
  { store, log }: Pick<CommandDeps, "store"> & { readonly log: Logger },
): Promise<void> {
  if (!(await store.forget(lane, messageId, forgotten))) return;
  log.info("a user was forgotten", { message: messageId });
  await store.compact();
}
