import type { ContentPart, ModelCapabilities } from "../core/ports.ts";
import type { QuotedMessage, StoredAttachment } from "../store/attachments.ts";
import type { Store, Turn, WaitingMessage } from "../store/store.ts";
import { material, say } from "./material.ts";
import { recall } from "./recall.ts";
import { showAttachment } from "./show-attachment.ts";
import { showQuote } from "./show-quote.ts";
import { isLongAudio } from "./understand-audio.ts";
import { fileNameIn } from "./understand-document.ts";
import { describeLocation, showLocation } from "./understand-location.ts";

/** In UTF-16 units: about 10,000 tokens of a document that was sent or quoted just now. */
const DOCUMENT_BUDGET = 40_000;

const SUMMARISE_DOCUMENT =
  "(The user sent this document without a question. Say what it is, its main points, its dates and amounts, and what is asked of the reader, if anything.)";
const DESCRIBE_PICTURE =
  "(The user sent this picture without a word. Say what it shows and what in it may matter to them.)";
const SUMMARISE_NOTE =
  "(This voice note is longer than a minute. Begin with a summary of a few sentences, then list what is to be done, if anything, and then answer what it asks.)";
const SUMMARISE_FORWARDED =
  "(The user forwarded this message of somebody else. Sum up briefly what it says or shows, and list what it asks of them, if anything.)";
const USE_PLACE = "(The user sent this place without a word. Say briefly what you know of it.)";
const USE_CONTACT =
  "(The user sent this contact without a word. Say whom you see, and ask what to do with it.)";

/** A message, with what has been understood of what it brings. */
export interface Asked {
  readonly message: WaitingMessage;
  readonly attachments: readonly StoredAttachment[];
}

export interface AskDeps {
  readonly store: Pick<Store, "pastAttachments" | "quotedMessage">;
  readonly capabilities: ModelCapabilities;
}

/** What the user says or asks in words of their own; a document's text is only its name. */
export function wordsOf({ message, attachments }: Asked): string {
  const isName =
    attachments.some(({ kind }) => kind === "document") && fileNameIn(message.text) !== null;
  return isName ? "" : message.text.trim();
}

/** What the message says altogether, for the history; null when its own text says it. */
export function contentOf({ message, attachments }: Asked): string | null {
  const told = attachments
    .filter(
      ({ kind, state }) => state === "understood" && (kind === "audio" || kind === "contacts"),
    )
    .map(({ text }) => text ?? "");
  if (message.location !== null) told.push(describeLocation(message.location));
  return told.length === 0 ? null : [message.text.trim(), ...told].filter(Boolean).join("\n\n");
}

/** Everything that the model is shown of a turn: what its messages bring, answer, and may mean. */
export async function ask(
  turn: Turn,
  asked: readonly Asked[],
  { store, capabilities }: AskDeps,
): Promise<ContentPart[]> {
  const question = asked.map(questionIn).filter(Boolean).join("\n");
  const quotes = await Promise.all(asked.map(({ message }) => findQuote(message, store)));
  const shown = [
    ...asked.map((one) => one.attachments),
    ...quotes.map((quote) => quote?.attachments ?? []),
  ];
  const earlier = await recall(
    turn,
    {
      question,
      pictureCount: countPictures(shown.flat()),
      isShown: ({ messageId }) => quotes.some((quote) => isQuoted(quote, messageId)),
    },
    { store },
  );
  const messages = asked.flatMap((one, index) => showMessage(one, quotes[index] ?? null, question));
  // Who said in words what is wanted needs no guess about it.
  const isAsked = asked.some((one) => !one.message.isForwarded && wordsOf(one) !== "");
  const wanted = isAsked ? [] : [...new Set(asked.flatMap(tasks))];
  const content = [...earlier, ...messages, ...wanted.map(say)];
  // A picture or a scan may have been kept in the days of another model.
  return content.filter((part) => canBeShown(part, capabilities));
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

function showMessage(asked: Asked, quoted: QuotedMessage | null, question: string): ContentPart[] {
  const { message, attachments } = asked;
  const { isForwarded, location } = message;
  const words = wordsOf(asked);
  const name = fileNameIn(message.text);
  const showing = { question, budget: DOCUMENT_BUDGET };
  const shownWords = isForwarded ? material("forwarded message", {}, words) : say(words);
  return [
    ...(message.quotedSid === null ? [] : showQuote(quoted, showing)),
    ...attachments.flatMap((one) => showAttachment(one, { ...showing, name, isForwarded })),
    ...(location === null ? [] : [showLocation(location)]),
    ...(words === "" ? [] : [shownWords]),
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

/** What is to be done with a message that has no words of the user's own. */
function tasks({ message, attachments }: Asked): string[] {
  if (message.isForwarded) return [SUMMARISE_FORWARDED];
  const wanted = attachments
    .filter(({ state }) => state === "understood")
    .flatMap((attachment) => {
      switch (attachment.kind) {
        case "image":
          return [DESCRIBE_PICTURE];
        case "audio":
          return isLongAudio(attachment) ? [SUMMARISE_NOTE] : [];
        case "document":
          return [SUMMARISE_DOCUMENT];
        case "contacts":
          return [USE_CONTACT];
        case "video":
        case "unknown":
          return [];
      }
    });
  if (message.location !== null) wanted.push(USE_PLACE);
  return wanted;
}

function countPictures(attachments: readonly StoredAttachment[]): number {
  return attachments.filter(({ kind, bytes }) => kind === "image" && bytes !== null).length;
}

function isQuoted(quoted: QuotedMessage | null, messageId: number): boolean {
  return quoted?.attachments.some((attachment) => attachment.messageId === messageId) ?? false;
}
