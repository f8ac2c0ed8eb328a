import { defaultTask } from "./attachment-kinds.ts";
import { type Asked, wordsOf } from "./asked.ts";

const SUMMARISE_FORWARDED =
  "(The user forwarded this message of somebody else. Sum up briefly what it says or shows, and list what it asks of them, if anything.)";
const USE_FORM =
  "(The user sent this without a word. Say briefly what you understood, and go on with what it asks for.)";
const USE_PLACE = "(The user sent this place without a word. Say briefly what you know of it.)";

/** What is to be done with messages that bring no words of the user's own; who said it needs no guess. */
export function wantedOf(asked: readonly Asked[]): string[] {
  const isAsked = asked.some((one) => !one.message.isForwarded && wordsOf(one) !== "");
  return isAsked ? [] : [...new Set(asked.flatMap(tasks))];
}

function tasks({ message, attachments }: Asked): string[] {
  if (message.isForwarded) return [SUMMARISE_FORWARDED];
  const wanted = attachments
    .filter(({ state }) => state === "understood")
    .map(defaultTask)
    .filter((task) => task !== null);
  if (message.location !== null) wanted.push(USE_PLACE);
  if (message.context.length > 0) wanted.push(USE_FORM);
  return wanted;
}
