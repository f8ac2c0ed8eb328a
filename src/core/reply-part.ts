import { areShowable, type Offer, writtenOut } from "./choices.ts";

/** A file that goes out with a reply, as it is composed. */
export interface NewFile {
  /** With its parameters, as it is served and uploaded. */
  readonly contentType: string;
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** A file of ours as it is stored: all that sending it takes, except its bytes. */
export interface OutgoingFile {
  readonly contentType: string;
  readonly name: string;
  /** In bytes. */
  readonly size: number;
  /** In hexadecimal digits. */
  readonly sha256: string;
  /** Names it to `OutgoingFiles`: with this and nothing else the file is fetched. */
  readonly token: string;
  /** The time at which its bytes were last fetched; null if they never were. */
  readonly fetchedAt: number | null;
}

/** The form of a token: 256 bits, as a path of a URL spells them. */
export const FILE_TOKEN = /^[\w-]{43}$/;

/** One message of a reply, `NewFile` until it is stored and `OutgoingFile` from then on. */
export type ReplyPart<File = NewFile> =
  | { readonly kind: "text"; readonly text: string }
  /** A template that the messenger has approved, with this text as its one variable: may be sent at any time. */
  | { readonly kind: "template"; readonly text: string }
  /** A text with buttons, or with the sentence in their place where they cannot be shown. */
  | ChoicesPart
  | { readonly kind: "media"; readonly file: File; readonly caption: string | null };

export interface ChoicesPart extends Offer {
  readonly kind: "choices";
  readonly text: string;
}

/** Returns a part that is a text. */
export const textPart = (text: string) => ({ kind: "text", text }) as const;

/** Returns the words of a part: its text, or the caption of its file; empty if it has none. */
export function wordsOfPart(part: ReplyPart<unknown>): string {
  return part.kind === "media" ? (part.caption ?? "") : part.text;
}

/**
 * Returns a text that ends with an offer: with at most `buttons` buttons, or with the sentence in
 * their place if the text is too long or the offer does not fit.
 */
export function offeringPart(
  text: string,
  { choices, inWords }: Offer,
  buttons: number,
): ChoicesPart | ReturnType<typeof textPart> {
  return areShowable(text, choices, buttons)
    ? { kind: "choices", text, choices, inWords }
    : textPart(writtenOut(text, { inWords }));
}

/** Returns the same part with its choices written out. */
export function withoutButtons<File>(part: ReplyPart<File>): ReplyPart<File> {
  return part.kind === "choices" ? textPart(writtenOut(part.text, part)) : part;
}
