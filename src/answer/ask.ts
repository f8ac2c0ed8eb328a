import type { ContentPart } from "../core/ports.ts";
import type { QuotedMessage, StoredAttachment } from "../store/attachments.ts";
import type { Store, Turn } from "../store/store.ts";
import { say } from "./material.ts";
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
const SUMMARISE_FORWARDED_NOTE =
  "(The user forwarded this voice note of somebody else. Sum it up briefly, and list what is to be done, if anything.)";
const USE_PLACE = "(The user sent this place without a word. Say briefly what you know of it.)";
const USE_CONTACT =
  "(The user sent this contact without a word. Say whom you see, and ask what to do with it.)";

/** What the user says or asks in words of their own; a document's text is only its name. */
export function wordsOf(turn: Turn, attachments: readonly StoredAttachment[]): string {
  const isName =
    attachments.some(({ kind }) => kind === "document") && fileNameIn(turn.text) !== null;
  return isName ? "" : turn.text.trim();
}

/** What the message says altogether, for the history; undefined when its own text says it. */
export function contentOf(
  turn: Turn,
  attachments: readonly StoredAttachment[],
): string | undefined {
  const told = attachments
    .filter(
      ({ kind, state }) => state === "understood" && (kind === "audio" || kind === "contacts"),
    )
    .map(({ text }) => text ?? "");
  if (turn.location !== null) told.push(describeLocation(turn.location));
  return told.length === 0 ? undefined : [turn.text.trim(), ...told].filter(Boolean).join("\n\n");
}

/** Everything that the model is shown of a message: what it brings, what it answers, what it may mean. */
export async function ask(
  turn: Turn,
  attachments: readonly StoredAttachment[],
  { store }: { readonly store: Pick<Store, "pastAttachments" | "quotedMessage"> },
): Promise<ContentPart[]> {
  const words = wordsOf(turn, attachments);
  const heard = attachments.filter(({ kind, state }) => kind === "audio" && state === "understood");
  const question = [words, ...heard.map(({ text }) => text ?? "")].filter(Boolean).join("\n");
  const showing = { question, budget: DOCUMENT_BUDGET };
  const quoted = turn.quotedSid === null ? null : await store.quotedMessage(turn, turn.quotedSid);
  const earlier = await recall(
    turn,
    {
      question,
      pictureCount: countPictures(attachments) + countPictures(quoted?.attachments ?? []),
      isShown: ({ messageId }) => isQuoted(quoted, messageId),
    },
    { store },
  );
  const { isForwarded } = turn;
  const name = fileNameIn(turn.text);
  return [
    ...earlier,
    ...(turn.quotedSid === null ? [] : showQuote(quoted, showing)),
    ...(isForwarded ? [say("(The user forwarded this message of somebody else.)")] : []),
    ...attachments.flatMap((one) => showAttachment(one, { ...showing, name, isForwarded })),
    ...(turn.location === null ? [] : [showLocation(turn.location)]),
    ...(words === "" ? tasks(turn, attachments).map(say) : [say(words)]),
  ];
}

function tasks(turn: Turn, attachments: readonly StoredAttachment[]): string[] {
  const wanted = attachments
    .filter(({ state }) => state === "understood")
    .flatMap((attachment) => {
      switch (attachment.kind) {
        case "image":
          return [DESCRIBE_PICTURE];
        case "audio":
          if (turn.isForwarded) return [SUMMARISE_FORWARDED_NOTE];
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
  if (turn.location !== null) wanted.push(USE_PLACE);
  return [...new Set(wanted)];
}

function countPictures(attachments: readonly StoredAttachment[]): number {
  return attachments.filter(({ kind, bytes }) => kind === "image" && bytes !== null).length;
}

function isQuoted(quoted: QuotedMessage | null, messageId: number): boolean {
  return quoted?.attachments.some((attachment) => attachment.messageId === messageId) ?? false;
}
