import type { Lane } from "../../core/lane.ts";
import type { Logger } from "../../core/ports.ts";
import { isListed } from "../../core/user-address.ts";
import type { Turn, WaitingMessage } from "../../store/turn.ts";
import type { CommandName, Sentences } from "../../text/sentences.ts";
import { type GreetingDeps, greetingFor } from "../reply/greeting.ts";
import { allow, block } from "./allow-and-block.ts";
import { askHuman } from "./ask-human.ts";
import { newConversation } from "./new-conversation.ts";
import type { CommandDeps, CommandHandler } from "./command.ts";
import { type Command, findCommand } from "./find-command.ts";
import { findPlainCommand, SUGGESTED } from "./plain-word.ts";
import { askToForget, forget, isConsent } from "./forget.ts";
import { setLanguage } from "./set-language.ts";
import { setPersona } from "./set-persona.ts";
import { showHelp } from "./show-help.ts";
import { showMore } from "./show-more.ts";
import { showId } from "./show-id.ts";
import { showUsage } from "./show-usage.ts";

const DEEDS: Readonly<Record<CommandName, CommandHandler>> = {
  help: showHelp,
  start: showHelp,
  more: showMore,
  new: newConversation,
  usage: showUsage,
  persona: setPersona,
  language: setLanguage,
  forget: askToForget,
  id: showId,
  human: askHuman,
  allow,
  block,
};

export interface RunDeps extends CommandDeps, GreetingDeps {
  readonly log: Logger;
}

/**
 * Answers the command that a turn begins with, without a model. Returns what is left of the turn
 * for the model: the messages before the next command, or null when that is nothing.
 */
export async function runCommand(turn: Turn, lane: Lane, deps: RunDeps): Promise<Turn | null> {
  const { user } = turn;
  const sentences = deps.sentencesFor(user.language);
  const isAdmin = isListed(user.identity, deps.admins);
  const messages = [...turn.earlier, turn];
  const find = (message: WaitingMessage) => findCommand(message, { sentences, isAdmin });
  const [first = turn] = messages;
  const head: Turn = { ...turn, ...first, earlier: [] };
  if (isConsent(head, sentences)) {
    await forget(head, lane, sentences, deps);
    return null;
  }
  const command = find(first) ?? (await findPlainCommand(turn, sentences, deps));
  if (command === null) return untilCommand(turn, messages, find);
  const said = await answerTo(command, head, lane, { sentences, isAdmin }, deps);
  if (said === null) return null;
  const { text, topic } = said;
  const greeting = greetingFor(user, sentences, deps);
  const isStart = command.kind === "known" && command.name === "start";
  const above = greeting ?? (isStart ? (deps.welcomeMessage ?? sentences.welcome) : null);
  await deps.store.recordAnswer(lane, head, {
    text,
    topic,
    isWelcome: greeting !== null,
    parts: [[above, text].filter(Boolean).join("\n\n")],
    model: null,
    usage: null,
    error: null,
  });
  deps.log.info("command answered", { message: head.messageId, command: topic });
  return null;
}

// What waits behind is found by the next step.
function untilCommand(
  turn: Turn,
  messages: readonly WaitingMessage[],
  find: (message: WaitingMessage) => Command | null,
): Turn {
  const end = messages.findIndex((message) => find(message) !== null);
  const last = messages[end - 1];
  return last === undefined ? turn : { ...turn, ...last, earlier: messages.slice(0, end - 1) };
}

/** What the user reads, and its topic; null when it has been queued already. */
async function answerTo(
  command: Command,
  turn: Turn,
  lane: Lane,
  reader: { readonly sentences: Sentences; readonly isAdmin: boolean },
  deps: CommandDeps,
): Promise<{ readonly text: string; readonly topic: string } | null> {
  if (command.kind === "unknown") {
    const { written, nearest } = command;
    const text = reader.sentences.unknownCommand(written, nearest?.word ?? null);
    return { text, topic: SUGGESTED + (nearest?.name ?? "") };
  }
  const said = await DEEDS[command.name]({ ...command, ...reader, turn, lane }, deps);
  return typeof said === "string" ? { text: said, topic: command.name } : said;
}
