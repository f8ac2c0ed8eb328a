import { nameOfType } from "../core/describe-part.ts";
import type { UserRef } from "../store/user-admin.ts";
import type { Said } from "../store/message-timeline.ts";
import { formatTime } from "./format-figures.ts";
import { hanging } from "./terminal-width.ts";
import { withAdminStore } from "./with-admin-store.ts";
import { harmless, say, sayJson, styled } from "./write-out.ts";
import { withUser } from "./with-user.ts";
import type { Json } from "./define-command.ts";

/** Lists conversations: those who wait for a human, then the latest. */
export async function listConversations({
  json,
  search,
  limit,
}: Json & { readonly search?: string; readonly limit: number }): Promise<void> {
  const { items: found } = await withAdminStore((admin) =>
    admin.conversations({ search: search ?? null, limit, after: null }),
  );
  if (json) return sayJson(found);
  if (found.length === 0) return say("No conversation was found.");
  for (const { userId, to, name, lastAt, last, takenOverBy, humanAskedAt } of found) {
    const marks = [
      humanAskedAt === null ? null : styled("yellow", "asks for a human"),
      takenOverBy === null ? null : styled("cyan", `taken over by ${harmless(takenOverBy)}`),
    ].filter((mark) => mark !== null);
    const who = [to, name === null ? null : harmless(name), ...marks].filter(Boolean).join("  ");
    say(`${styled("dim", `#${userId}  ${formatTime(lastAt ?? 0)}`)}  ${who}`);
    const text = (last?.answer ?? last?.content ?? "").trim().replaceAll(/\s+/g, " ");
    if (text !== "") say(hanging("    ", harmless(text)));
  }
}

/** Shows the last messages of a user. Returns false if there is no such user. */
export function showConversation(
  who: UserRef,
  { json, limit }: Json & { readonly limit: number },
): Promise<boolean> {
  return withUser(who, async (admin, { id }) => {
    const said = await admin.conversation(id, limit);
    if (json) sayJson(said);
    else if (said.length === 0) say("Nothing was said yet.");
    else said.forEach(sayEntry);
    return true;
  });
}

const MARKS: Readonly<Record<Said["by"], () => string>> = {
  user: () => styled("cyan", "user"),
  bot: () => styled("green", "bot "),
  owner: () => styled("yellow", "owner"),
};

function sayEntry({ at, by, messageId, type, text, isNotice }: Said): void {
  const mark = MARKS[by]();
  const body = text.trim() === "" ? styled("dim", `(${nameOfType(type)})`) : harmless(text);
  const label = isNotice ? "notice" : type;
  const kind = label === "text" || (by !== "user" && !isNotice) ? "" : styled("dim", ` [${label}]`);
  say(`${styled("dim", `${formatTime(at)}  #${messageId}`)}  ${mark}${kind}`);
  for (const line of body.split("\n")) say(hanging("    ", line));
}
