import type { Colour } from "./describe-picture.ts";

/** What a message is about; the first topic that fits answers it. */
export const TOPICS = [
  "more",
  "story",
  "joke",
  "demo",
  "model",
  "identity",
  "abilities",
  "writing",
  "weather",
  "presence",
  "wellbeing",
  "date",
  "time",
  "price",
  "thanks",
  "goodbye",
  "praise",
  "hello",
  "yes",
  "no",
] as const;

interface Topic {
  /** Matches the folded message: lower case, without accents. */
  readonly asks: RegExp;
  /** Taken in turn: asked again, the topic gives the next one. */
  readonly answers: readonly string[];
}

/** The offline model's half of a conversation in one language. */
export interface Script {
  readonly locale: string;
  /** Words that only this language uses, folded. */
  readonly words: ReadonlySet<string>;
  readonly topics: Readonly<Record<(typeof TOPICS)[number], Topic>>;
  /** Stands below the first answer of a run. */
  readonly explanation: string;
  /** For what the script has no answer to. */
  readonly others: readonly string[];
  /** `{time}` and `{date}` in an answer become these. */
  readonly timeFormat: Intl.DateTimeFormatOptions;
  readonly dateFormat: Intl.DateTimeFormatOptions;
  readonly colours: Readonly<Record<Colour, string>>;
  /** How a person gives and asks for a name. */
  readonly namesThemselves: RegExp;
  readonly asksForName: RegExp;
  readonly nameTold: (name: string) => string;
  readonly nameKnown: (name: string) => string;
  readonly nameUnknown: string;
  readonly asksForPicture: RegExp;
  readonly asksForDocument: RegExp;
  readonly asksForVoiceNote: RegExp;
  readonly picture: (size: string, colour: string) => string;
  readonly pictureAgain: (size: string, colour: string) => string;
  readonly pictureUnknown: string;
  readonly document: (name: string, words: number, beginning: string) => string;
  readonly passage: (name: string, passage: string) => string;
  readonly passageMissing: (name: string) => string;
  readonly aDocument: string;
  readonly scan: (name: string) => string;
  readonly voiceNote: string;
  readonly place: (name: string) => string;
  readonly contact: string;
  readonly forwarded: string;
  readonly quoted: (words: string) => string;
  /** How a person asks to be reminded of a `text` in an `amount` of a `unit`. */
  readonly remindsOf: readonly RegExp[];
  readonly reminderSet: (text: string, minutes: number) => string;
  readonly sum: (task: string, result: string) => string;
  readonly empty: string;
}
