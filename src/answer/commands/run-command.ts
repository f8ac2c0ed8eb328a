import type { Lane } from "../../core/lane.ts";
import type { Logger } from "../../core/ports.ts";
import { isListed } from "../../core/user-address.ts";
import type { Turn, WaitingMessage } from "../../store/turn.ts";
import type { Sentences } from "../../text/sentences.ts";
import { splitReply } from "../../text/whatsapp/split.ts";
import { greetingFor } from "../reply/greeting.ts";
import type { CommandDeps, CommandReply } from "./command.ts";
import { commandsFor, findCommand, type FoundCommand } from "./find-command.ts";
import { helpChoice } from "../reply/offers.ts";
import { partsEndingWith } from "../reply/paginate.ts";
import { withinBudget } from "../reply/within-budget.ts";
import { eraseUser, forget, isConsent } from "./forget.ts";
import { findPlainCommand, SUGGESTED } from "./plain-word.ts";

export interface RunDeps extends CommandDeps {
  readonly log: Logger;
  /** In UTF-16 units. */
  readonly maxPartLength: number;
  /** The number of buttons that a message of the user's channel can have. */
  readonly buttons: number;
}

/**
 * Answers the command that a turn begins with, without a model. Returns the rest of the turn for the
 * model: the messages before the next command, or null if there are none.
 */
export async function runCommand(turn: Turn, lane: Lane, deps: RunDeps): Promise<Turn | null> {
  const { user } = turn;
  const sentences = deps.sentencesFor(user.language);
  const isAdmin = isListed(user.identity, deps.admins);
  const messages = [...turn.earlier, turn];
  const find = (message: WaitingMessage) =>
    findCommand(message, { language: sentences.language, isAdmin, commands: deps.commands });
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
  const { text, topic, file, effects = [], isPrivate = false } = reply;
  const greeting = greetingFor(user, sentences, deps);
  const above = greeting ?? reply.above;
  const texts = splitReply([above, text].filter(Boolean).join("\n\n"), deps.maxPartLength);
  const record = {
    text,
    topic,
    isWelcome: greeting !== null,
    parts: [
      ...partsEndingWith(texts, reply.offer, deps.buttons),
      ...(file === undefined ? [] : [{ kind: "media" as const, file, caption: null }]),
    ],
    effects,
    isPrivate,
    model: null,
    usage: null,
    error: null,
  };
  // An owner must be able to raise a budget that is spent, and everyone to have their data erased.
  const isAlwaysSent = isAdmin || topic === forget.name;
  const sent = isAlwaysSent ? record : await withinBudget(record, head, lane, deps);
  await deps.store.recordAnswer(lane, head, sent);
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
    const help = helpChoice(sentences);
    const meant = nearest === null ? [] : [{ id: `/${nearest.word}`, title: `/${nearest.word}` }];
    const choices = [...meant, ...(meant[0]?.id === help.id ? [] : [help])];
    const offer = { choices, inWords: "" };
    return { text, topic: SUGGESTED + (nearest?.command.name ?? ""), offer };
  }
  const { command, written, argument } = found;
  const commands = commandsFor({ commands: deps.commands, isAdmin });
  const call = { turn, lane, written, argument, sentences, commands };
  const reply = await command.run(call, deps);
  return typeof reply === "string" ? { text: reply, topic: command.name } : reply;
}
