import { describeLocation } from "../core/describe-location.ts";
import { nameOfFormat, nameOfType } from "../core/describe-part.ts";
import { plainError } from "../core/plain-error.ts";
import { fileNameIn } from "../core/file-name.ts";
import { factsOf } from "../core/media-types.ts";
import type { MessageType } from "../core/message.ts";
import type {
  StoredConversation,
  StoredMessage,
  ThreadAttachment,
  ThreadPart,
} from "../store/conversation-reads.ts";
import type { DeliveryState } from "../store/states.ts";
import type { ConversationSummary, DeliveryStatus, ThreadEntry, ThreadFile } from "./wire.ts";

/** Returns the meaning of a messenger's error code in our words; null if it is not known. */
export type ExplainCode = (code: string) => { readonly meaning: string | null } | null;

export interface ThreadWords {
  readonly explainCode: ExplainCode;
  /** Returns the number of pages in a document's stored text. */
  countPages(text: string): number;
}

/** Returns a line of the list of conversations. */
export function summaryOf(one: StoredConversation, channel: string): ConversationSummary {
  const { last } = one;
  // An empty answer is silence.
  const isAnswered = last?.direction === "inbound" && Boolean(last.answer);
  const isOurs = last?.direction === "outbound" || isAnswered;
  const text = (isAnswered ? last.answer : last?.content) ?? "";
  return {
    userId: one.userId,
    name: one.name,
    address: one.to,
    channel,
    lastAt: one.lastAt ?? 0,
    lastBy: !isOurs ? "user" : last.writtenBy === null ? "bot" : "owner",
    lastWrittenBy: last?.writtenBy ?? null,
    preview: text.trim() === "" && last !== null ? `(${absent(last.type)})` : text,
    isWaitingForHuman: one.humanAskedAt !== null,
    isTakenOver: one.takenOverBy !== null,
    state: one.isOpen ? "open" : last?.state === "dead" || last?.hasFailedPart ? "failed" : "done",
  };
}

/** Returns the kind of a message without a text; only the text of a text is not kept. */
const absent = (type: MessageType) => (type === "text" ? "no longer kept" : nameOfType(type));

/**
 * Returns the entries of messages, oldest first: what users wrote, and the parts that were sent for
 * it. A reaction that was not answered stands on the message that it is about, if that is among them.
 */
export function entriesOf(messages: readonly StoredMessage[], words: ThreadWords): ThreadEntry[] {
  const sids = new Set(messages.flatMap(({ sid, parts }) => [sid, ...parts.map((one) => one.sid)]));
  const [reactions, others] = [true, false].map((isReaction) =>
    messages.filter(
      ({ reactsTo, parts }) =>
        isReaction === (reactsTo !== null && parts.length === 0 && sids.has(reactsTo)),
    ),
  );
  // A later reaction of the user replaces the earlier one.
  const signs = new Map(reactions?.map(({ reactsTo, content }) => [reactsTo, content]));
  const signOn = (sid: string | null) => (sid === null ? null : (signs.get(sid) ?? null));
  return others?.flatMap((message) => entriesOfOne(message, signOn, words)) ?? [];
}

/** Returns the reaction to the message with a sid; null if there is none. */
type FindReaction = (sid: string | null) => string | null;

function entriesOfOne(
  message: StoredMessage,
  reactionTo: FindReaction,
  words: ThreadWords,
): ThreadEntry[] {
  const { direction, state, topic, writtenBy } = message;
  const isNotice =
    direction === "outbound" ? topic !== null : state === "discarded" || state === "dead";
  const by = writtenBy === null ? "bot" : "owner";
  const ours = message.parts.map((part): ThreadEntry => {
    const entry = {
      id: `part-${part.id}`,
      messageId: message.id,
      at: part.at,
      by,
      writtenBy,
      isNotice,
    } as const;
    const { file } = part;
    return {
      ...entry,
      text: part.body,
      attachments: file === null ? [] : [fileOfPart(part.id, file)],
      quoted: null,
      status: statusOf(part.state),
      error: errorOf(part, words),
      reaction: reactionTo(part.sid),
    };
  });
  if (direction === "outbound") return ours;
  return [...theirs(message, reactionTo(message.sid), words), ...ours];
}

function theirs(
  message: StoredMessage,
  reaction: string | null,
  words: ThreadWords,
): ThreadEntry[] {
  const { id, at, attachments, state, quoted, location } = message;
  // A place has words of its own once it is answered.
  const place = location === null ? "" : describeLocation(location);
  const content = message.content || place;
  // The content of a refused or private message is not kept.
  const isGone = content === "" && attachments.length === 0;
  if (isGone && (state === "discarded" || message.type === "text")) return [];
  // The words of a voice note are its transcript.
  const isTranscript = attachments.some(({ kind, text }) => kind === "audio" && text === content);
  const isNamed = attachments.some(({ kind }) => factsOf(kind).isNamedByText);
  const named = isNamed && message.fileName === null ? fileNameIn(content) : null;
  return [
    {
      id: `message-${id}`,
      messageId: id,
      at,
      by: "user",
      writtenBy: null,
      isNotice: false,
      text: isTranscript || named !== null ? "" : content,
      attachments: attachments.map((one) =>
        fileOfMessage(id, one, named ?? message.fileName, words),
      ),
      quoted,
      status: null,
      error: null,
      reaction,
    },
  ];
}

function fileOfMessage(
  messageId: number,
  { idx, kind, contentType, text }: ThreadAttachment,
  name: string | null,
  { countPages }: ThreadWords,
): ThreadFile {
  const isDocument = kind === "document";
  return {
    kind: factsOf(kind).shownAs,
    contentType,
    name: factsOf(kind).isNamedByText ? name : null,
    format: nameOfFormat(contentType, name),
    pages: isDocument && text !== null ? countPages(text) : null,
    size: null,
    url: `/admin/api/messages/${messageId}/attachments/${idx}`,
    readAs: text === "" ? null : text,
  };
}

function fileOfPart(
  partId: number,
  { contentType, name, size }: NonNullable<ThreadPart["file"]>,
): ThreadFile {
  const [group = ""] = contentType.split("/");
  const kind = group === "image" || group === "audio" || group === "video" ? group : "document";
  const format = nameOfFormat(contentType, name);
  const url = `/admin/api/parts/${partId}/file`;
  return { kind, contentType, name, format, pages: null, size, url, readAs: null };
}

/** Returns the ticks of a part's state. */
export function statusOf(state: DeliveryState): DeliveryStatus {
  switch (state) {
    case "held":
    case "sent":
    case "delivered":
    case "read":
    case "failed":
      return state;
    case "pending":
    case "sending":
      return "sending";
    case "accepted":
      return "sent";
    case "unknown":
    case "dead":
      return "failed";
  }
}

function errorOf(
  { state, errorCode, errorMessage }: ThreadPart,
  { explainCode }: ThreadWords,
): string | null {
  if (state === "unknown") return "It is not known whether it arrived; it was not sent twice.";
  if (state === "dead") return "It was not sent.";
  if (state !== "failed") return null;
  const meaning = errorCode === null ? null : (explainCode(errorCode)?.meaning ?? null);
  if (meaning !== null || errorMessage !== null) return meaning ?? plainError(errorMessage ?? "");
  return errorCode === null ? "It failed." : `It failed with code ${errorCode}.`;
}
