import type { PersonKey, Said } from "../store/desk.ts";
import { formatTime } from "./format-figures.ts";
import { hanging } from "./terminal-width.ts";
import { nobody } from "./users.ts";
import { withDesk } from "./with-desk.ts";
import { harmless, say, sayJson, styled } from "./write-out.ts";

/** Shows what was last said with one person; false when there is nobody. */
export async function showConversation(
  who: PersonKey,
  { json, limit }: { readonly json: boolean; readonly limit: number },
): Promise<boolean> {
  const said = await withDesk(async (desk) => {
    const person = await desk.findPerson(who);
    return person === null ? null : desk.conversation(person.id, limit);
  });
  if (said === null) return nobody(who);
  if (json) sayJson(said);
  else if (said.length === 0) say("Nothing was said yet.");
  else said.forEach(sayEntry);
  return true;
}

function sayEntry({ at, by, messageId, type, text, isNotice }: Said): void {
  const mark = by === "user" ? styled("cyan", "user") : styled("green", "bot ");
  const body = text.trim() === "" ? styled("dim", `(${type})`) : harmless(text);
  const label = isNotice ? "notice" : type;
  const kind = label === "text" || (by === "bot" && !isNotice) ? "" : styled("dim", ` [${label}]`);
  say(`${styled("dim", `${formatTime(at)}  #${messageId}`)}  ${mark}${kind}`);
  for (const line of body.split("\n")) say(hanging("    ", line));
}
