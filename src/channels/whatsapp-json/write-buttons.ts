import { sendableText } from "../sendable-text.ts";

/** A button below a text; `id` comes back with a tap. */
interface ReplyButton {
  readonly id: string;
  readonly title: string;
}

/** WhatsApp shows no more, and cuts nothing: it refuses the message. */
const MAX_BUTTONS = 3;
const MAX_TEXT_LENGTH = 1_024;
const MAX_TITLE_LENGTH = 20;
const MAX_ID_LENGTH = 256;

/** Writes a text with buttons; null if WhatsApp would refuse it, so that it has to be sent as text. */
export function writeButtons(text: string, buttons: readonly ReplyButton[]): object | null {
  const body = sendableText(text);
  const isAccepted =
    body.trim() !== "" &&
    body.length <= MAX_TEXT_LENGTH &&
    buttons.length > 0 &&
    buttons.length <= MAX_BUTTONS &&
    buttons.every(
      ({ id, title }) => isWithin(id, MAX_ID_LENGTH) && isWithin(title, MAX_TITLE_LENGTH),
    );
  if (!isAccepted) return null;
  const action = {
    buttons: buttons.map(({ id, title }) => ({ type: "reply", reply: { id, title } })),
  };
  return { type: "interactive", interactive: { type: "button", body: { text: body }, action } };
}

const isWithin = (text: string, maxLength: number) =>
  text.trim() !== "" && text.length <= maxLength;
