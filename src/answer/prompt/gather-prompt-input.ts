import type { Clock, ContentPart, ModelCapabilities } from "../../core/ports.ts";
import type { PastAttachment, QuotedMessage } from "../../store/attachments.ts";
import type { Store } from "../../store/store.ts";
import type { Turn, WaitingMessage } from "../../store/turn.ts";
import {
  type UnderstoodMessage,
  contentOf,
  foundIn,
  wordsOf,
} from "../understand/understood-message.ts";
import { textPart } from "./untrusted.ts";
import { recallDocuments, recallPictures } from "./recall.ts";
import { showQuote } from "./show-quote.ts";
import { createMessageFormatter, type FormatMessage } from "./format-message.ts";
import { fileNameIn, showDocument } from "../understand/understand-document.ts";
import { contentOfAttachment, picturesIn } from "../understand/attachment-kinds.ts";
import { defaultTasksOf } from "./default-task.ts";

/** In UTF-16 units: about 10,000 tokens of a document that was sent or quoted just now. */
const DOCUMENT_BUDGET = 40_000;

/** A message that waited for longer, in an outage for example, is told also how late it is. */
const LATE_MS = 10 * 60_000;

/** Everything that the model is shown of a turn. */
export interface PromptInput {
  /** The messages as every later prompt tells them, with the pictures that they bring. */
  readonly messages: readonly ContentPart[];
  /** What they bring, answer or mean beside, which no later prompt shows in this place. */
  readonly beside: readonly ContentPart[];
  /** Of earlier documents, what may be asked about. */
  readonly documents: readonly ContentPart[];
  /** Earlier ones that are still to be seen, oldest first. */
  readonly pictures: readonly PastAttachment[];
  /** What is to be done, where the messages do not say, and how late it has become. */
  readonly closing: readonly ContentPart[];
}

export interface PromptInputDeps {
  readonly store: Pick<Store, "pastAttachments" | "quotedMessage">;
  readonly capabilities: ModelCapabilities;
  readonly clock: Pick<Clock, "now">;
  readonly describeMoment: (at: number) => string;
}

/** Gathers what the model is to be shown of a turn: no more than it can take. */
export async function gatherPromptInput(
  turn: Turn,
  asked: readonly UnderstoodMessage[],
  deps: PromptInputDeps,
): Promise<PromptInput> {
  const { store, capabilities } = deps;
  const tell = createMessageFormatter(deps.describeMoment);
  const words = asked.map(questionIn).filter(Boolean).join("\n");
  const quotes = await Promise.all(asked.map(({ message }) => findQuote(message, store)));
  const isQuoted = ({ messageId }: PastAttachment) =>
    quotes.some((quote) => quote?.attachments.some((one) => one.messageId === messageId));
  const newPictures = asked.flatMap((one) => picturesIn(one.attachments)).length;
  const beside = await Promise.all(
    asked.map((one, index) => showBeside(one, quotes[index] ?? null, words)),
  );
  const shown = (parts: readonly ContentPart[]) =>
    parts.filter((part) => canBeShown(part, capabilities));
  return {
    messages: shown(asked.flatMap((one) => tellAsked(one, tell))),
    beside: shown(beside.flat()),
    documents: shown(await recallDocuments(turn, words, isQuoted, { store })),
    // A picture may have been kept in the days of another model.
    pictures: capabilities.vision ? await recallPictures(turn, newPictures, { store }) : [],
    closing: [...defaultTasksOf(asked), ...lateness(turn, deps)].map(textPart),
  };
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

function tellAsked(asked: UnderstoodMessage, tell: FormatMessage): ContentPart[] {
  const { message, attachments } = asked;
  const text = contentOf(asked) ?? message.text;
  if (message.type === "text" && text.trim() === "") return [];
  return [tell({ ...message, role: "user", text }), ...picturesIn(attachments)];
}

async function showBeside(
  asked: UnderstoodMessage,
  quoted: QuotedMessage | null,
  question: string,
): Promise<ContentPart[]> {
  const { message, attachments } = asked;
  const showing = { question, budget: DOCUMENT_BUDGET };
  const name = fileNameIn(message.text);
  const documents = attachments
    .map((one) => contentOfAttachment(one).document)
    .filter((one) => one !== null);
  const shown = await Promise.all(documents.map((one) => showDocument(one, { ...showing, name })));
  const words = wordsOf(asked);
  // Within what was heard or found the question would pass for a part of it.
  const isHidden = !message.isForwarded && words !== "" && foundIn(asked) !== null;
  return [
    ...(message.quotedSid === null ? [] : await showQuote(quoted, showing)),
    ...shown,
    ...(isHidden ? [textPart(words)] : []),
  ];
}

function questionIn(asked: UnderstoodMessage): string {
  const spoken = asked.attachments.map((one) => contentOfAttachment(one).spoken);
  return [wordsOf(asked), ...spoken].filter(Boolean).join("\n");
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
