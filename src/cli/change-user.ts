import { allow } from "../answer/commands/allow.ts";
import { MAX_PERSONA_LENGTH } from "../answer/prompt/persona.ts";
import { findTimeZone } from "../core/find-time-zone.ts";
import { TERMINAL } from "../store/admin-access.ts";
import type { UserRef } from "../store/user-admin.ts";
import { cleanText } from "../text/clean-text.ts";
import { createSentencesFor } from "../text/sentences.ts";
import { formatTime } from "./format-figures.ts";
import { readOwnSettings } from "./own-settings.ts";
import { withAdminStore } from "./with-admin-store.ts";
import { columns, harmless, say, sayJson, styled } from "./write-out.ts";
import { addressOf, reportUnknownUser, withUser } from "./with-user.ts";
import type { Json } from "./define-command.ts";
import type { Reminder } from "../store/reminders.ts";

/** A choice for a user; null resets it. */
interface Choice {
  readonly persona?: string | null;
  readonly language?: string | null;
  readonly timeZone?: string | null;
}

/** Lets a user in by their code. Returns false if no user has it. */
export async function approveCode(code: string): Promise<boolean> {
  const { config } = readOwnSettings();
  const sentencesFor = createSentencesFor(config.botLanguage ?? "en");
  const letIn = (language: string | null) => allow.languages[sentencesFor(language).language].letIn;
  const key = { code: code.trim().toUpperCase() };
  const user = await withAdminStore((admin) => admin.setAccess(key, "allowed", letIn, TERMINAL));
  if (user === null) say(`No user has the code ${harmless(code)}.`);
  else say(`${user.address} is allowed from the next message on.`);
  return user !== null;
}

/** Stores choices for a user. Returns false if there is none, or a choice is not valid. */
export async function changeUser(who: UserRef, choice: Choice): Promise<boolean> {
  const { persona: written, timeZone: named } = choice;
  const persona = typeof written === "string" ? cleanText(written).trim() : written;
  const timeZone = typeof named === "string" ? findTimeZone(named) : named;
  if (typeof persona === "string" && Array.from(persona).length > MAX_PERSONA_LENGTH) {
    say(`The persona may have ${MAX_PERSONA_LENGTH} characters.`);
    return false;
  }
  if (timeZone === null && named !== null) {
    say(`${harmless(named ?? "")} is no time zone: write it like Europe/Berlin.`);
    return false;
  }
  const change = {
    ...choice,
    ...(persona !== undefined && { persona }),
    ...(timeZone !== undefined && { timeZone }),
  };
  return withUser(who, async (admin, user) => {
    if (!(await admin.changeUser(user.id, change, TERMINAL))) return reportUnknownUser(who);
    const values = Object.values(change).map((value) => value ?? "reset");
    say(`${addressOf(user)}: ${harmless(values.join(", "))}.`);
    return true;
  });
}

/** Lists what is remembered of a user, or forgets one of it. Returns false if there is no such thing. */
export function factsOfUser(
  who: UserRef,
  { json, forget }: Json & { readonly forget?: number },
): Promise<boolean> {
  return withUser(who, async (admin, { id: userId }) => {
    if (forget !== undefined) {
      return reportDeleted(await admin.deleteFact(userId, forget, TERMINAL), `fact ${forget}`);
    }
    const facts = await admin.factsOf(userId);
    if (json) sayJson(facts);
    else if (facts.length === 0) say("Nothing is remembered of this user.");
    else sayRows(facts.map(({ id, createdAt, text }) => [`#${id}`, formatTime(createdAt), text]));
    return true;
  });
}

/** Lists a user's reminders, or cancels one. Returns false if there is no such thing. */
export function remindersOfUser(
  who: UserRef,
  { json, cancel }: Json & { readonly cancel?: number },
): Promise<boolean> {
  return withUser(who, async (admin, { id: userId }) => {
    if (cancel !== undefined) {
      const isDone = await admin.deleteReminder(userId, cancel, TERMINAL);
      return reportDeleted(isDone, `reminder ${cancel}`);
    }
    const reminders = await admin.remindersOf(userId);
    const toRow = ({ id, dueAt, missedAt, text }: Reminder) => [
      `#${id}`,
      formatTime(dueAt ?? missedAt ?? 0),
      text,
    ];
    if (json) sayJson(reminders);
    else if (reminders.length === 0) say("This user has no reminders.");
    else sayRows(reminders.map(toRow));
    return true;
  });
}

function reportDeleted(isDone: boolean, what: string): boolean {
  say(isDone ? `Deleted: ${what}.` : `This user has no ${what}.`);
  return isDone;
}

function sayRows(rows: readonly (readonly string[])[]): void {
  for (const line of columns(rows.map((row) => row.map((cell) => oneLine(cell))))) say(line);
}

const oneLine = (text: string): string => harmless(text).replaceAll("\n", styled("dim", " / "));
