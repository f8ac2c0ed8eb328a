/** A button below a message. */
export interface Choice {
  /** The text that a tap stands for, as if its user had typed it. */
  readonly id: string;
  readonly title: string;
}

/** The choices that a reply ends with. */
export interface Offer {
  readonly choices: readonly Choice[];
  /** The sentence that stands in their place where they cannot be shown; may be empty. */
  readonly inWords: string;
}

/** A template that a messenger needs to show choices, created once for all messages of one shape. */
export interface ChoiceTemplate {
  /** Names it in the store: equal for equal shapes in the same account. */
  readonly key: string;
  /** Creates it at the messenger, and returns its id. Throws `TransientError` or `PermanentError`. */
  create(): Promise<string>;
}

/** The most that messengers accept, in UTF-16 units, as the strictest of them counts. */
export const MAX_TITLE_LENGTH = 20;
export const MAX_CHOICE_TEXT_LENGTH = 1_024;
/** In UTF-16 units, with the mark. */
const MAX_ID_LENGTH = 200;

/** Marks the ids of our own buttons: those of other senders' templates mean something else. */
const MARK = "say:";

/** Returns the id of a choice as it is sent, and comes back with a tap. */
export function markedId({ id }: Choice): string {
  return MARK + id;
}

/** Returns the text that a tap stands for; null if the button is none of ours. */
export function saidByTap(id: string | undefined): string | null {
  return id?.startsWith(MARK) === true ? id.slice(MARK.length) : null;
}

/** Returns whether a message with this text can have these choices as buttons. */
export function areShowable(text: string, choices: readonly Choice[], buttons: number): boolean {
  const areDistinct = (values: readonly string[]) => new Set(values).size === values.length;
  return (
    choices.length > 0 &&
    choices.length <= buttons &&
    text.trim() !== "" &&
    text.length <= MAX_CHOICE_TEXT_LENGTH &&
    choices.every(isShowable) &&
    areDistinct(choices.map(({ title }) => title)) &&
    areDistinct(choices.map(({ id }) => id))
  );
}

function isShowable(choice: Choice): boolean {
  const { title } = choice;
  const id = markedId(choice);
  return (
    title.trim() !== "" &&
    title.length <= MAX_TITLE_LENGTH &&
    id.length <= MAX_ID_LENGTH &&
    id === id.trim() &&
    !/[\r\n\t]/.test(title + id)
  );
}

/** Returns a text with the sentence that stands in the place of choices. */
export function writtenOut(text: string, { inWords }: Pick<Offer, "inWords">): string {
  return [text, inWords].filter(Boolean).join("\n\n");
}
