import type { Store } from "../../store/store.ts";
import type { Turn } from "../../store/turn.ts";
import type { CommandName, Sentences } from "../../text/sentences.ts";
import { type Command, findPlainWord } from "./find-command.ts";
import { LANGUAGES_OFFERED, readLanguage } from "./set-language.ts";

/** The topic of a reply that proposes a command. */
export const SUGGESTED = "suggested:";

/**
 * The command that a message is without a slash: only its word, where nothing else can be meant. That
 * is alone and first in a conversation, or offered by us in the message before; an answer to the
 * model's own question is none.
 */
export async function findPlainCommand(
  turn: Turn,
  sentences: Sentences,
  { store }: { readonly store: Pick<Store, "history"> },
): Promise<Command | null> {
  const { type, text, isForwarded, quotedSid, earlier, user } = turn;
  if (type !== "text" || isForwarded || quotedSid !== null || earlier.length > 0) return null;
  if (user.before?.topic === LANGUAGES_OFFERED && readLanguage(text) !== null) {
    return { kind: "known", name: "language", written: "language", argument: text };
  }
  const name = findPlainWord(text, sentences);
  if (name === null) return null;
  const isMeant = isOffered(name, turn) || (await isFirst(name, turn, store));
  return isMeant ? { kind: "known", name, written: text.trim(), argument: "" } : null;
}

function isOffered(name: CommandName, { user: { before } }: Turn): boolean {
  const topic = before?.topic ?? "";
  if (topic === "help" || topic === "start") return true;
  return topic === SUGGESTED + name || (name === "help" && topic.startsWith(SUGGESTED));
}

async function isFirst(
  name: CommandName,
  turn: Turn,
  store: Pick<Store, "history">,
): Promise<boolean> {
  const past = await store.history(turn, 3);
  if (past.length === 0) return true;
  // The greeting above the first answer names /help.
  const greetedAt = turn.user.welcomedAt ?? -Infinity;
  const isGreeted = past.length <= 2 && past.every(({ receivedAt }) => receivedAt <= greetedAt);
  return name === "help" && isGreeted;
}
