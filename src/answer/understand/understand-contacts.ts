import type { Understanding, Understood } from "../../store/attachments.ts";
import { readVcards } from "../../text/read-vcards.ts";
import {
  type AttachmentContent,
  contentTypeOf,
  type FoundFile,
  NO_CONTENT,
  refused,
} from "./understanding.ts";

const USE_CONTACT =
  "(The user sent this contact without a word. Say whom you see, and ask what to do with it.)";

/** Beyond this a contact is mostly its photograph. */
const MAX_BYTES = 1024 * 1024;

/** In UTF-16 units, about 5,000 tokens: it is in every later prompt of the conversation. */
const MAX_TEXT_LENGTH = 20_000;

/** Reads the names and numbers of shared contacts, or refuses a file without any. */
export async function understandContacts(file: FoundFile): Promise<Understanding> {
  const contacts = readVcards(await Bun.file(file.path).slice(0, MAX_BYTES).bytes());
  const contentType = contentTypeOf(file);
  if (contacts.length === 0) return refused("contacts", contentType, "contactUnreadable");
  const lines = contacts.map(({ name, organisation, numbers, addresses, details }) =>
    [name, organisation, ...numbers, ...addresses, ...details]
      .filter((fact) => fact !== null)
      .join(", "),
  );
  return { state: "understood", kind: "contacts", contentType, text: withinLength(lines) };
}

export function contentOfContacts({ text }: Understood<"contacts">): AttachmentContent {
  return { ...NO_CONTENT, inText: text, defaultTask: USE_CONTACT };
}

function withinLength(lines: readonly string[]): string {
  let length = 0;
  const kept = lines.filter((line) => {
    length += line.length + 1;
    return length <= MAX_TEXT_LENGTH;
  });
  const dropped = lines.length - kept.length;
  return [...kept, ...(dropped === 0 ? [] : [`(${dropped} more are left out.)`])].join("\n");
}
