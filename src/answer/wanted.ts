import { type Asked, wordsOf } from "./asked.ts";
import { isLongAudio } from "./understand-audio.ts";

const SUMMARISE_DOCUMENT =
  "(The user sent this document without a question. Say what it is, its main points, its dates and amounts, and what is asked of the reader, if anything.)";
const DESCRIBE_PICTURE =
  "(The user sent this picture without a word. Say what it shows and what in it may matter to them.)";
const SUMMARISE_NOTE =
  "(This voice note is longer than a minute. Begin with a summary of a few sentences, then list what is to be done, if anything, and then answer what it asks.)";
const SUMMARISE_FORWARDED =
  "(The user forwarded this message of somebody else. Sum up briefly what it says or shows, and list what it asks of them, if anything.)";
const USE_FORM =
  "(The user sent this without a word. Say briefly what you understood, and go on with what it asks for.)";
const USE_PLACE = "(The user sent this place without a word. Say briefly what you know of it.)";
const USE_CONTACT =
  "(The user sent this contact without a word. Say whom you see, and ask what to do with it.)";

/** What is to be done with messages that bring no words of the user's own; who said it needs no guess. */
export function wantedOf(asked: readonly Asked[]): string[] {
  const isAsked = asked.some((one) => !one.message.isForwarded && wordsOf(one) !== "");
  return isAsked ? [] : [...new Set(asked.flatMap(tasks))];
}

function tasks({ message, attachments }: Asked): string[] {
  if (message.isForwarded) return [SUMMARISE_FORWARDED];
  const wanted = attachments
    .filter(({ state }) => state === "understood")
    .flatMap((attachment) => {
      switch (attachment.kind) {
        case "image":
          return [DESCRIBE_PICTURE];
        case "audio":
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
  if (message.location !== null) wanted.push(USE_PLACE);
  if (message.context.length > 0) wanted.push(USE_FORM);
  return wanted;
}
