import type { Lane } from "../../core/lane.ts";
import type { Logger } from "../../core/ports.ts";
import { textPart } from "../../core/reply-part.ts";
import { isListed } from "../../core/user-address.ts";
import type { Turn, WaitingMessage } from "../../store/turn.ts";
import type { Sentences } from "../../text/sentences.ts";
import { greetingFor } from "../reply/greeting.ts";
import type { CommandDeps, CommandReply } from "./command.ts";
import { commandsFor, findCommand, type FoundCommand } from "./find-command.ts";
import { eraseUser, isConsent } from "./forget.ts";
import { findPlainCommand, SUGGESTED } from "./plain-word.ts";

export interface RunDeps extends CommandDeps {
  readonly log: Logger;
}

/**
 * Answers the command that a turn begins with, without a model. Returns the rest of the turn for the
 * model: the messages before the next command, or null if there are none.
 */
export async function runCommand(turn: Turn, lane: Lane, deps: RunDeps): Promise<Turn | null> {
  const { user } = turn;
  const sentences = deps.sentencesFor(user.language);
  const isAdmin = isListed(user.identity, deps.admins);
  const { commands } = deps;
  const messages = [...turn.earlier, turn];
  const find = (message: WaitingMessage) =>
    findCommand(message, { language: sentences.language, isAdmin, commands });
  const [first = turn] = messages;
  const head: Turn = { ...turn, ...first, earlier: [] };
  if (isConsent(head, sentences)) {
    await eraseUser(head, lane, sentences.language, deps);
    return null;
  }
  const command = find(first) ?? (await findPlainCommand(turn, sentences.language, deps));
  if (command === null) return untilCommand(turn, messages, find);
  const reply = await answerTo(command, head, lane, { sentences, isAdmin }, deps);
  if (reply === null) return null;
  const { text, topic } = reply;
  const greeting = greetingFor(user, sentences, deps);
  const above = greeting ?? reply.above;
  await deps.store.recordAnswer(lane, head, {
    text,
    topic,
    isWelcome: greeting !== null,
    parts: [textPart([above, text].filter(Boolean).join("\n\n"))],
    model: null,
    usage: null,
    error: null,
    effects: reply.effects ?? [],
  });
  deps.log.info("command answered", { message: head.messageId, command: topic });
  return null;
}

// The next step finds the messages that wait behind it.
function untilCommand(
  turn: Turn,
  messages: readonly WaitingMessage[],
  find: (message: WaitingMessage) => FoundCommand | null,
): Turn {
  const end = messages.findIndex((message) => find(message) !== null);
  const last = messages[end - 1];
  return last === undefined ? turn : { ...turn, ...last, earlier: messages.slice(0, end - 1) };
}

/** Returns the reply to a command; null if it has been queued already. */
async function answerTo(
  found: FoundCommand,
  turn: Turn,
  lane: Lane,
  { sentences, isAdmin }: { readonly sentences: Sentences; readonly isAdmin: boolean },
  deps: CommandDeps,
): Promise<CommandReply | null> {
  if (found.kind === "unknown") {
    const { written, nearest } = found;
    const text = sentences.unknownCommand(written, nearest?.word ?? null);
    return { text, topic: SUGGESTED + (nearest?.command.name ?? "") };
  }
  const { command, written, argument } = found;
  const call = {
    turn,
    lane,
    written,
    argument,
    sentences,
    commands: commandsFor({ isAdmin, commands: deps.commands }),
  };
  const reply = await command.run(call, deps);
  return typeof reply === "string" ? { text: reply, topic: command.name } : reply;
}
