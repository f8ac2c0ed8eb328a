import { fileNameIn } from "../../core/file-name.ts";
import type { Clock, ContentPart, ModelCapabilities } from "../../core/ports.ts";
import type { PastAttachment, QuotedMessage } from "../../store/attachments.ts";
import type { Fact } from "../../store/facts.ts";
import type { Store } from "../../store/store.ts";
import type { Turn, WaitingMessage } from "../../store/turn.ts";
import {
  type UnderstoodMessage,
  contentOf,
  foundIn,
  typeOf,
  wordsOf,
} from "../understand/understood-message.ts";
import { textPart } from "./untrusted.ts";
import { recallDocuments, recallPictures } from "./recall.ts";
import { showQuote } from "./show-quote.ts";
import { createMessageFormatter, type FormatMessage } from "./format-message.ts";
import {
  MAX_PICTURES,
  showDocument,
  type ShowDocument,
} from "../understand/understand-document.ts";
import { contentOfAttachment, picturesIn } from "../understand/attachment-kinds.ts";
import { usesMemory } from "../tools/known-facts.ts";
import { defaultTasksOf } from "./default-task.ts";

/** In UTF-16 units: about 10,000 tokens of a document that was sent or quoted just now. */
const DOCUMENT_BUDGET = 40_000;

/** The prompt of a message that waited longer, in an outage for example, states the current time. */
const LATE_MS = 10 * 60_000;

/** The parts of a prompt that belong to one turn. */
export interface PromptInput {
  /** The time at which the oldest of the messages was received. */
  readonly since: number;
  /** The facts that the user had remembered, oldest first; null if memory is off. */
  readonly facts: readonly Fact[] | null;
  /** The messages with their pictures, as in every later prompt. */
  readonly messages: readonly ContentPart[];
  /** Their documents and quotes, which no later prompt shows in this place. */
  readonly beside: readonly ContentPart[];
  /** The passages of earlier documents that fit the question. */
  readonly documents: readonly ContentPart[];
  /** Earlier pictures, oldest first. */
  readonly pictures: readonly PastAttachment[];
  /** The tasks that the messages leave unsaid, and the current time if it is late. */
  readonly closing: readonly ContentPart[];
}

export interface PromptInputDeps {
  readonly store: Pick<Store, "pastAttachments" | "quotedMessage" | "factsOf">;
  /** MEMORY. */
  readonly memory: boolean;
  readonly capabilities: ModelCapabilities;
  readonly clock: Pick<Clock, "now">;
  readonly describeMoment: (at: number) => string;
}

/** Gathers the prompt input of a turn: only the kinds of parts that the model accepts. */
export async function gatherPromptInput(
  turn: Turn,
  messages: readonly UnderstoodMessage[],
  deps: PromptInputDeps,
): Promise<PromptInput> {
  const { store, capabilities } = deps;
  const format = createMessageFormatter(deps.describeMoment);
  const words = messages.map(questionIn).filter(Boolean).join("\n");
  const quotes = await Promise.all(messages.map(({ message }) => findQuote(message, store)));
  const isQuoted = ({ messageId }: PastAttachment) =>
    quotes.some((quote) => quote?.attachments.some((one) => one.messageId === messageId));
  const newPictures = messages.flatMap((one) => picturesIn(one.attachments)).length;
  const beside = await Promise.all(
    messages.map((one, index) =>
      showBeside(one, quotes[index] ?? null, {
        question: words,
        budget: DOCUMENT_BUDGET,
        maxPictures: capabilities.vision ? MAX_PICTURES : 0,
      }),
    ),
  );
  const shown = (parts: readonly ContentPart[]) =>
    parts.filter((part) => canBeShown(part, capabilities));
  return {
    since: (turn.earlier[0] ?? turn).receivedAt,
    facts: deps.memory && usesMemory(turn) ? await factsOf(turn, store) : null,
    messages: shown(messages.flatMap((one) => formatUnderstood(one, format))),
    beside: shown(beside.flat()),
    documents: shown(await recallDocuments(turn, words, isQuoted, deps)),
    // A picture may have been stored while another model was configured.
    pictures: capabilities.vision ? await recallPictures(turn, newPictures, { store }) : [],
    closing: [...defaultTasksOf(messages), ...lateness(turn, deps)].map(textPart),
  };
}

async function factsOf(turn: Turn, store: Pick<Store, "factsOf">): Promise<readonly Fact[]> {
  return turn.has.facts ? store.factsOf(turn.userId) : [];
}

function canBeShown({ kind }: ContentPart, { vision, files }: ModelCapabilities): boolean {
  switch (kind) {
    case "text":
      return true;
    case "image":
      return vision;
    case "file":
      return files;
  }
}

function formatUnderstood(understood: UnderstoodMessage, format: FormatMessage): ContentPart[] {
  const { message, attachments } = understood;
  const text = contentOf(understood) ?? message.text;
  if (message.type === "text" && text.trim() === "") return [];
  const type = typeOf(understood);
  return [format({ ...message, role: "user", type, text }), ...picturesIn(attachments)];
}

async function showBeside(
  understood: UnderstoodMessage,
  quoted: QuotedMessage | null,
  showing: ShowDocument,
): Promise<ContentPart[]> {
  const { message, attachments } = understood;
  const name = fileNameIn(message.text);
  const documents = attachments
    .map((one) => contentOfAttachment(one).document)
    .filter((one) => one !== null);
  const shown = await Promise.all(documents.map((one) => showDocument(one, { ...showing, name })));
  const words = wordsOf(understood);
  // Among the words of an attachment the question would pass for a part of them.
  const isHidden = !message.isForwarded && words !== "" && foundIn(understood) !== null;
  return [
    ...(message.quotedSid === null ? [] : await showQuote(quoted, showing)),
    ...shown.flat(),
    ...(isHidden ? [textPart(words)] : []),
  ];
}

function questionIn(understood: UnderstoodMessage): string {
  const spoken = understood.attachments.map((one) => contentOfAttachment(one).spoken);
  return [wordsOf(understood), ...spoken].filter(Boolean).join("\n");
}

async function findQuote(
  message: WaitingMessage,
  store: PromptInputDeps["store"],
): Promise<QuotedMessage | null> {
  return message.quotedSid === null ? null : store.quotedMessage(message, message.quotedSid);
}

function lateness({ receivedAt }: Turn, { clock, describeMoment }: PromptInputDeps): string[] {
  const now = clock.now();
  return now - receivedAt > LATE_MS ? [`(It is ${describeMoment(now)} by now.)`] : [];
}
