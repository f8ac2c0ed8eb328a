import type { Language } from "../../core/language.ts";
import type { Store } from "../../store/store.ts";
import type { Turn } from "../../store/turn.ts";
import type { Command, CommandDeps } from "./command.ts";
import { type FoundCommand, findPlainWord } from "./find-command.ts";
import { LANGUAGES_OFFERED, readLanguage, setLanguage } from "./set-language.ts";
import { showHelp } from "./show-help.ts";
import { cancelsReminders, showReminders } from "./show-reminders.ts";
import { start } from "./start.ts";

/** The topic of a reply that proposes a command. */
export const SUGGESTED = "suggested:";

/**
 * Returns the command that a message is without a slash: only its word, where nothing else can be
 * meant. That is alone and first in a conversation, or offered by us in the message before; an answer
 * to the model's own question is none.
 */
export async function findPlainCommand(
  turn: Turn,
  language: Language,
  { store, commands }: Pick<CommandDeps, "commands"> & { readonly store: Pick<Store, "history"> },
): Promise<FoundCommand | null> {
  const { type, text, isForwarded, quotedSid, earlier, user } = turn;
  if (type !== "text" || isForwarded || quotedSid !== null || earlier.length > 0) return null;
  if (user.before?.topic === LANGUAGES_OFFERED && readLanguage(text) !== null) {
    return { kind: "known", command: setLanguage, written: "language", argument: text };
  }
  const isAfterList = user.before?.topic === showReminders.name && cancelsReminders(text);
  if (isAfterList && commands.includes(showReminders)) {
    return { kind: "known", command: showReminders, written: "reminders", argument: text };
  }
  const command = findPlainWord(text, { commands, language });
  if (command === null) return null;
  const isMeant = isOffered(command, turn) || (await isFirst(command, turn, store));
  return isMeant ? { kind: "known", command, written: text.trim(), argument: "" } : null;
}

function isOffered(command: Command, { user: { before } }: Turn): boolean {
  const topic = before?.topic ?? "";
  if (topic === showHelp.name || topic === start.name) return true;
  return (
    topic === SUGGESTED + command.name || (command === showHelp && topic.startsWith(SUGGESTED))
  );
}

async function isFirst(
  command: Command,
  turn: Turn,
  store: Pick<Store, "history">,
): Promise<boolean> {
  const past = await store.history(turn, 3);
  if (past.length === 0) return true;
  // The greeting above the first answer names /help.
  const greetedAt = turn.user.welcomedAt ?? -Infinity;
  const isGreeted = past.length <= 2 && past.every(({ receivedAt }) => receivedAt <= greetedAt);
  return command === showHelp && isGreeted;
}
