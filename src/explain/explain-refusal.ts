import { type AttachmentProblem, findAttachmentProblem } from "../core/attachment-problem.ts";
import { findKind, factsOf } from "../core/media-types.ts";
import type { ModelAnswer } from "../core/ports.ts";
import type { RefusalReason } from "../store/users.ts";
import type { Reserved } from "../store/spending.ts";

const REFUSALS: Readonly<Record<RefusalReason, string>> = {
  "rate-limited": "refused: the sender was over the rate limit; the text was not stored",
  "not-whitelisted": "refused: the sender is not in WHITELISTED_USERS; the text was not stored",
  "not-paired":
    "refused: no owner has allowed the sender (ACCESS_MODE=pairing); the text was not stored",
  blocked: "refused: the sender is blocked; the text was not stored",
  "opted-out": "not answered: the sender has written STOP; the text was not stored",
  "opted-in": "the sender has opted in again",
  keyword: "not answered: the messenger answered this keyword itself",
  empty: "refused: there was nothing in it to answer",
  "too-many-open":
    "refused: too many messages of the sender were waiting for an answer; the text was not stored",
  incomplete:
    "not answered: it was found later in the messenger's list, without all of its content; the sender was asked to send it again",
};

type Outcome = Exclude<ModelAnswer["outcome"], "complete"> | Exclude<Reserved, "reserved">;

const OUTCOMES: Readonly<Record<Outcome, string>> = {
  truncated: "the answer was cut off at its longest length",
  refused: "the model or a filter declined",
  "too-long": "the prompt was too long for the model",
  "over-limit": "a daily token limit was reached",
  "over-limit-again":
    "a daily token limit was reached; the sender was notified that day, so nothing was sent",
};

const PROBLEMS: Readonly<Record<AttachmentProblem, string>> = {
  video: "videos are not supported",
  unknown: "its type is not supported",
  mislabelled: "its bytes are of another type than was declared",
  tooBig: "it is larger than 16 MB",
  tooMany: "DAILY_MEDIA_LIMIT_PER_USER was reached",
  tooManyAgain: "a daily limit was reached; the sender was notified that day",
  gone: "it could not be downloaded",
  pictureTooLarge: "it has too many pixels",
  pictureUnsupported: "its picture format cannot be decoded here",
  pictureCorrupt: "the picture is damaged",
  pictureUnseen: "the model does not accept pictures (OPENAI_CAPABILITIES)",
  silence: "it contains no words",
  audioUnsupported: "its audio format cannot be converted here",
  audioTooLong: "it is longer than MAX_VOICE_MINUTES",
  tooMuchToHear: "a daily token limit was reached",
  audioCorrupt: "it could not be played",
  documentEncrypted: "the document is locked with a password",
  documentCorrupt: "the document is damaged",
  documentEmpty: "there is no text in the document",
  documentTooBig: "the document contains too much",
  documentTooSlow: "the document took too long to read",
  documentUnsupported: "its document type is not supported",
  documentOutdated: "its format is of Office before 2007 or RTF, which is not read",
  scanTooLong: "the scan has too many pages or bytes",
  scanUnsupported: "it is a scan, and the model does not accept PDF files (OPENAI_CAPABILITIES)",
  scanUnseen:
    "it is a scan, and the model accepts neither PDF files nor pictures (OPENAI_CAPABILITIES)",
  contactUnreadable: "there is neither a name nor a number in it",
};

/** Explains why a message was not admitted, by the reason that is stored with it. */
export function explainRefusal(reason: string | null): string {
  return isKeyOf(REFUSALS, reason) ? REFUSALS[reason] : `refused: ${reason ?? "no reason stored"}`;
}

/** Explains the flaw that is stored with an answer; an unknown one is returned as it is. */
export function explainFlaw(flaw: string): string {
  if (isKeyOf(OUTCOMES, flaw)) return OUTCOMES[flaw];
  const explained = flaw.split(", ").map(explainAttachment);
  return explained.every((one) => one !== null) ? explained.join("; ") : flaw;
}

/** Explains `image: pictureUnseen`; returns null for anything else. */
function explainAttachment(stored: string): string | null {
  const [kind = "", found = ""] = stored.split(": ");
  const problem = findAttachmentProblem(found);
  const named = findKind(kind);
  const name = named === null ? kind : factsOf(named).name;
  return problem === null ? null : `${name} refused: ${PROBLEMS[problem]}`;
}

function isKeyOf<Key extends string>(
  words: Readonly<Record<Key, string>>,
  name: string | null,
): name is Key {
  return name !== null && Object.hasOwn(words, name);
}
