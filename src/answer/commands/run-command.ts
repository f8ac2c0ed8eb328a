import type { Lane } from "../../core/lane.ts";
import type { Logger } from "../../core/ports.ts";
import { isListed } from "../../core/user-address.ts";
import type { Turn, WaitingMessage } from "../../store/turn.ts";
import type { CommandName, Sentences } from "../../text/sentences.ts";
import { type GreetingDeps, greetingFor } from "../greeting.ts";
import { allow, block } from "./allow-and-block.ts";
import { askHuman } from "./ask-human.ts";
import { beginAnew } from "./begin-anew.ts";
import type { CommandDeps, Deed } from "./command.ts";
import { type Command, findCommand } from "./find-command.ts";
import { askToForget, forget, isConsent } from "./forget.ts";
import { setLanguage } from "./set-language.ts";
import { setPersona } from "./set-persona.ts";
import { showHelp } from "./show-help.ts";
import { showId } from "./show-id.ts";
import { showUsage } from "./show-usage.ts";

const DEEDS: Readonly<Record<CommandName, Deed>> = {
  help: showHelp,
  new: beginAnew,
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
  const command = find(first);
  if (command === null) return untilCommand(turn, messages, find);
  const text = await textOf(command, head, lane, { sentences, isAdmin }, deps);
  const greeting = greetingFor(user, sentences, deps);
  const topic = command.kind === "known" ? command.name : command.kind;
  await deps.store.recordAnswer(lane, head, {
    text,
    topic,
    isWelcome: greeting !== null,
    parts: [[greeting, text].filter(Boolean).join("\n\n")],
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

async function textOf(
  command: Command,
  turn: Turn,
  lane: Lane,
  reader: { readonly sentences: Sentences; readonly isAdmin: boolean },
  deps: CommandDeps,
): Promise<string> {
  if (command.kind === "unknown") {
    return reader.sentences.unknownCommand(command.written, command.nearest);
  }
  return DEEDS[command.name]({ ...command, ...reader, turn, lane }, deps);
}
