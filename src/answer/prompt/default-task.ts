import { contentOfAttachment } from "../understand/attachment-kinds.ts";
import { type UnderstoodMessage, wordsOf } from "../understand/understood-message.ts";

const SUMMARISE_FORWARDED =
  "(The user forwarded this message of somebody else. Sum up briefly what it says or shows, and list what it asks of them, if anything.)";
const USE_FORM =
  "(The user sent this without a word. Say briefly what you understood, and go on with what it asks for.)";
const USE_PLACE = "(The user sent this place without a word. Say briefly what you know of it.)";

/** Returns the tasks for messages that have no words of the user's own; none if any of them has some. */
export function defaultTasksOf(messages: readonly UnderstoodMessage[]): string[] {
  const isAsked = messages.some((one) => !one.message.isForwarded && wordsOf(one) !== "");
  return isAsked ? [] : [...new Set(messages.flatMap(tasks))];
}

function tasks({ message, attachments }: UnderstoodMessage): string[] {
  if (message.isForwarded) return [SUMMARISE_FORWARDED];
  const wanted = attachments
    .map((attachment) => contentOfAttachment(attachment).defaultTask)
    .filter((task) => task !== null);
  if (message.location !== null) wanted.push(USE_PLACE);
  if (message.context.length > 0) wanted.push(USE_FORM);
  return wanted;
}
