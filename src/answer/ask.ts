import type { Clock, ContentPart, ModelCapabilities } from "../core/ports.ts";
import type { PastAttachment, QuotedMessage, StoredAttachment } from "../store/attachments.ts";
import type { Store } from "../store/store.ts";
import type { Turn, WaitingMessage } from "../store/turn.ts";
import { type Asked, contentOf, foundIn, wordsOf } from "./asked.ts";
import { say } from "./material.ts";
import { recallDocuments, recallPictures } from "./recall.ts";
import { showQuote } from "./show-quote.ts";
import { tellingIn, type TellMessage } from "./tell-message.ts";
import {
  fileNameIn,
  MAX_PICTURES,
  showDocument,
  type ShowDocument,
} from "./understand-document.ts";
import { showImage } from "./understand-image.ts";
import { wantedOf } from "./wanted.ts";

/** In UTF-16 units: about 10,000 tokens of a document that was sent or quoted just now. */
const DOCUMENT_BUDGET = 40_000;

/** A message that waited for longer, in an outage for example, is told also how late it is. */
const LATE_MS = 10 * 60_000;

/** Everything that the model is shown of a turn. */
export interface Question {
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

export interface AskDeps {
  readonly store: Pick<Store, "pastAttachments" | "quotedMessage">;
  readonly capabilities: ModelCapabilities;
  readonly clock: Pick<Clock, "now">;
  readonly describeMoment: (at: number) => string;
}

/** Gathers what the model is to be shown of a turn: no more than it can take. */
export async function ask(turn: Turn, asked: readonly Asked[], deps: AskDeps): Promise<Question> {
  const { store, capabilities } = deps;
  const tell = tellingIn(deps.describeMoment);
  const words = asked.map(questionIn).filter(Boolean).join("\n");
  const quotes = await Promise.all(asked.map(({ message }) => findQuote(message, store)));
  const isQuoted = ({ messageId }: PastAttachment) =>
    quotes.some((quote) => quote?.attachments.some((one) => one.messageId === messageId));
  const newPictures = asked.flatMap((one) => one.attachments.flatMap(picture)).length;
  const beside = await Promise.all(
    asked.map((one, index) =>
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
    messages: shown(asked.flatMap((one) => tellAsked(one, tell))),
    beside: shown(beside.flat()),
    documents: shown(await recallDocuments(turn, words, isQuoted, deps)),
    // A picture may have been kept in the days of another model.
    pictures: capabilities.vision ? await recallPictures(turn, newPictures, { store }) : [],
    closing: [...wantedOf(asked), ...lateness(turn, deps)].map(say),
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

function tellAsked(asked: Asked, tell: TellMessage): ContentPart[] {
  const { message, attachments } = asked;
  const text = contentOf(asked) ?? message.text;
  if (message.type === "text" && text.trim() === "") return [];
  return [tell({ ...message, role: "user", text }), ...attachments.flatMap(picture)];
}

function picture(attachment: StoredAttachment): ContentPart[] {
  const isSeen = attachment.kind === "image" && attachment.state === "understood";
  return isSeen ? showImage(attachment) : [];
}

async function showBeside(
  asked: Asked,
  quoted: QuotedMessage | null,
  showing: ShowDocument,
): Promise<ContentPart[]> {
  const { message, attachments } = asked;
  const name = fileNameIn(message.text);
  const documents = attachments.filter(
    ({ kind, state }) => kind === "document" && state === "understood",
  );
  const shown = await Promise.all(documents.map((one) => showDocument(one, { ...showing, name })));
  const words = wordsOf(asked);
  // Within what was heard or found the question would pass for a part of it.
  const isHidden = !message.isForwarded && words !== "" && foundIn(asked) !== null;
  return [
    ...(message.quotedSid === null ? [] : await showQuote(quoted, showing)),
    ...shown.flat(),
    ...(isHidden ? [say(words)] : []),
  ];
}

function questionIn(asked: Asked): string {
  const heard = asked.attachments.filter(
    ({ kind, state }) => kind === "audio" && state === "understood",
  );
  return [wordsOf(asked), ...heard.map(({ text }) => text ?? "")].filter(Boolean).join("\n");
}

async function findQuote(
  message: WaitingMessage,
  store: AskDeps["store"],
): Promise<QuotedMessage | null> {
  return message.quotedSid === null ? null : store.quotedMessage(message, message.quotedSid);
}

function lateness({ receivedAt }: Turn, { clock, describeMoment }: AskDeps): string[] {
  const now = clock.now();
  return now - receivedAt > LATE_MS ? [`(It is ${describeMoment(now)} by now.)`] : [];
}
