import { allow } from "../answer/commands/allow.ts";
import { MAX_PERSONA_LENGTH } from "../answer/prompt/persona.ts";
import { environment, readSettings } from "../config.ts";
import { findTimeZone } from "../core/find-time-zone.ts";
import { TERMINAL } from "../store/admin-access.ts";
import type { AdminStore } from "../store/admin-store.ts";
import type { UserRef } from "../store/user-admin.ts";
import { cleanText } from "../text/clean-text.ts";
import { createSentencesFor } from "../text/sentences.ts";
import { formatTime } from "./format-figures.ts";
import { readEnvFile } from "./read-env-file.ts";
import { addressOf, reportUnknownUser } from "./users.ts";
import { withAdminStore } from "./with-admin-store.ts";
import { columns, harmless, say, sayJson, styled } from "./write-out.ts";

/** A choice for a user; null resets it. */
interface Choice {
  readonly persona?: string | null;
  readonly language?: string | null;
  readonly timeZone?: string | null;
}

/** Lets a user in by their code. Returns false if no user has it. */
export async function approveCode(code: string): Promise<boolean> {
  const { config } = readSettings(environment(readEnvFile().values));
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
  const address = await ofUser(who, async (admin, id, found) =>
    (await admin.changeUser(id, change, TERMINAL)) ? found : null,
  );
  if (address === null) return reportUnknownUser(who);
  const values = Object.values(change).map((value) => value ?? "reset");
  say(`${address}: ${harmless(values.join(", "))}.`);
  return true;
}

/** Lists what is remembered of a user, or forgets one of it. Returns false if there is no such thing. */
export async function factsOfUser(
  who: UserRef,
  { json, forget }: { readonly json: boolean; readonly forget: number | null },
): Promise<boolean> {
  if (forget !== null) {
    const isDone = await ofUser(who, (admin, id) => admin.deleteFact(id, forget, TERMINAL));
    return reportDeleted(who, isDone, `fact ${forget}`);
  }
  const facts = await ofUser(who, (admin, id) => admin.factsOf(id));
  if (facts === null) return reportUnknownUser(who);
  if (json) sayJson(facts);
  else if (facts.length === 0) say("Nothing is remembered of this user.");
  else sayRows(facts.map(({ id, createdAt, text }) => [`#${id}`, formatTime(createdAt), text]));
  return true;
}

/** Lists a user's reminders, or cancels one. Returns false if there is no such thing. */
export async function remindersOfUser(
  who: UserRef,
  { json, cancel }: { readonly json: boolean; readonly cancel: number | null },
): Promise<boolean> {
  if (cancel !== null) {
    const isDone = await ofUser(who, (admin, id) => admin.deleteReminder(id, cancel, TERMINAL));
    return reportDeleted(who, isDone, `reminder ${cancel}`);
  }
  const reminders = await ofUser(who, (admin, id) => admin.remindersOf(id));
  if (reminders === null) return reportUnknownUser(who);
  if (json) sayJson(reminders);
  else if (reminders.length === 0) say("This user has no reminders.");
  else {
    sayRows(
      reminders.map(({ id, dueAt, missedAt, text }) => [
        `#${id}`,
        formatTime(dueAt ?? missedAt ?? 0),
        text,
      ]),
    );
  }
  return true;
}

/** Runs `work` on a user; null if there is none. */
function ofUser<T>(
  who: UserRef,
  work: (admin: AdminStore, id: number, address: string) => Promise<T>,
): Promise<T | null> {
  return withAdminStore(async (admin) => {
    const user = await admin.findUser(who);
    return user === null ? null : work(admin, user.id, addressOf(user));
  });
}

function reportDeleted(who: UserRef, isDone: boolean | null, what: string): boolean {
  if (isDone === null) return reportUnknownUser(who);
  say(isDone ? `Deleted: ${what}.` : `This user has no ${what}.`);
  return isDone;
}

function sayRows(rows: readonly (readonly string[])[]): void {
  for (const line of columns(rows.map((row) => row.map((cell) => oneLine(cell))))) say(line);
}

const oneLine = (text: string): string => harmless(text).replaceAll("\n", styled("dim", " / "));
