import { confirm } from "@clack/prompts";
import { environment, readSettings } from "../config.ts";
import { isListed } from "../core/user-address.ts";
import type { Person, PersonKey } from "../store/desk.ts";
import { counted, formatTime } from "./format-figures.ts";
import { readEnvFile } from "./read-env-file.ts";
import { hanging, terminalWidth } from "./terminal-width.ts";
import { withDesk } from "./with-desk.ts";
import { columns, harmless, say, sayJson, styled } from "./write-out.ts";

/** Lists everybody who ever wrote or was let in or locked out. */
export async function listUsers({ json }: { readonly json: boolean }): Promise<void> {
  const people = await withDesk((desk) => desk.people());
  if (json) return sayJson(people);
  if (people.length === 0) return say("Nobody has written yet.");
  const listed = whitelist();
  const rows = people.map((person) => [
    String(person.id),
    addressOf(person),
    harmless(person.name ?? "").replaceAll("\n", " "),
    String(person.messages),
    String(person.refused),
    person.lastWroteAt === null ? "never" : formatTime(person.lastWroteAt),
    standingOf(person, listed),
  ]);
  const head = ["ID", "ADDRESS", "NAME", "MESSAGES", "REFUSED", "LAST WROTE", "STANDING"];
  const [first = "", ...rest] = columns([head, ...rows]);
  const width = terminalWidth();
  if (width !== null && [first, ...rest].some((line) => Bun.stringWidth(line) > width)) {
    for (const cells of rows) sayCard(head, cells);
    return;
  }
  say(styled("bold", first));
  for (const line of rest) say(line);
}

/** One user in a terminal that is too narrow for the table: a line for each column. */
function sayCard(head: readonly string[], [id = "", ...cells]: readonly string[]): void {
  const [, ...names] = head;
  const longest = Math.max(...names.map((name) => name.length));
  say(styled("bold", `#${id}`));
  cells.forEach((cell, index) => {
    if (cell !== "")
      say(
        hanging(`  ${styled("dim", (names[index] ?? "").toLowerCase().padEnd(longest))}  `, cell),
      );
  });
}

/** Lets somebody in, whatever the whitelist says; lifts a block. */
export function allowUser(who: PersonKey): Promise<boolean> {
  return change(who, { isWhitelisted: true, isActive: true }, (address) => {
    say(`${address} is let in from the next message on.`);
    if (whitelist().size === 0) {
      say(styled("dim", "WHITELISTED_USERS is empty, so everybody else is let in too."));
    }
  });
}

/** Locks somebody out: what they write is neither stored nor answered. */
export function blockUser(who: PersonKey): Promise<boolean> {
  return change(who, { isWhitelisted: false, isActive: false }, (address) => {
    say(`${address} is blocked: what they write is neither kept nor answered.`);
  });
}

/** Erases a person and all that was said, after asking; false when there is nobody or the answer is no. */
export async function forgetUser(
  who: PersonKey,
  { yes }: { readonly yes: boolean },
): Promise<boolean> {
  const person = await withDesk((desk) => desk.findPerson(who));
  if (person === null) return nobody(who);
  const { messages, refused } = person;
  const what = `${addressOf(person)} with ${counted(messages + refused, "message")}, answers and files`;
  if (!yes) {
    if (!process.stdin.isTTY) {
      say(`This would erase ${what} for good. Say so with --yes.`);
      return false;
    }
    const isSure = await confirm({ message: `Erase ${what} for good?`, initialValue: false });
    if (isSure !== true) return false;
  }
  await withDesk((desk) => desk.erasePerson(person.id));
  say(`Erased: ${what}. Backups that you made still hold them.`);
  return true;
}

async function change(
  who: PersonKey,
  standing: { readonly isWhitelisted: boolean; readonly isActive: boolean },
  told: (address: string) => void,
): Promise<boolean> {
  const person = await withDesk(async (desk) => {
    const known = await desk.findPerson(who);
    const address = known === null ? who : addressOf(known);
    return typeof address === "number" ? null : desk.setStanding(address, standing);
  });
  if (person === null) return nobody(who);
  told(addressOf(person));
  return true;
}

/** Says that there is no such person. */
export function nobody(who: PersonKey): false {
  say(`There is no user ${who}: see whatsapp-ai-bot users list.`);
  return false;
}

/** What a person is called by: the number when it is known, else the username's id. */
function addressOf(person: Person): string {
  return person.phoneNumber ?? person.externalUserId ?? `#${person.id}`;
}

function standingOf(person: Person, listed: ReadonlySet<string>): string {
  if (!person.isActive) return styled("red", "blocked");
  if (person.isOptedOut) return styled("yellow", "wrote STOP");
  if (person.isWhitelisted) return styled("green", "allowed");
  if (isListed(person, [...listed])) return styled("green", "in WHITELISTED_USERS");
  return listed.size === 0 ? "open to all" : styled("yellow", "refused");
}

function whitelist(): ReadonlySet<string> {
  return new Set(readSettings(environment(readEnvFile().values)).config.whitelistedUsers);
}
