import type { Colour } from "./describe-picture.ts";
import type { ScriptedCall } from "./scripted-call.ts";

/** The topics of messages; the first that fits answers. */
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
  /** Used in rotation: a repeated question gets the next one. */
  readonly answers: readonly string[];
}

/** The answers of the offline model in one language. */
export interface Script {
  readonly locale: string;
  /** Words that only this language uses, folded. */
  readonly words: ReadonlySet<string>;
  readonly topics: Readonly<Record<(typeof TOPICS)[number], Topic>>;
  /** The calls of tools that a message may ask for; the first that fits is made. */
  readonly calls: readonly ScriptedCall[];
  /** Added below the first answer of a run. */
  readonly explanation: string;
  /** For messages without a topic. */
  readonly others: readonly string[];
  /** `{time}` and `{date}` in an answer become these. */
  readonly timeFormat: Intl.DateTimeFormatOptions;
  readonly dateFormat: Intl.DateTimeFormatOptions;
  readonly colours: Readonly<Record<Colour, string>>;
  /** Patterns for a user who gives or asks for a name. */
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
  readonly sum: (task: string, result: string) => string;
  readonly empty: string;
}
