import { identityOf, isListed, readUserAddress } from "../../core/user-address.ts";
import type { Who } from "../../store/people.ts";
import type { Deed } from "./command.ts";
import { describePerson } from "./describe-person.ts";

/** Lets somebody in, and tells them so. */
export const allow: Deed = async ({ written, argument, sentences }, { store, sentencesFor }) => {
  const who = readWho(argument);
  if (who === null) return sentences.owner.accessNeedsWho(written);
  const letIn = (language: string | null) => sentencesFor(language).letIn;
  const person = await store.setAccess(who, "allowed", letIn);
  return person === null
    ? sentences.owner.nobodyFound
    : sentences.owner.allowed(describePerson(person));
};

/** Keeps somebody out, without a word to them; no owner, though. */
export const block: Deed = async ({ written, argument, sentences }, { store, admins }) => {
  const who = readWho(argument);
  if (who === null) return sentences.owner.accessNeedsWho(written);
  const known = await store.findPerson(who);
  const isAdmin =
    ("address" in who && isListed(identityOf(who.address), admins)) ||
    (known !== null && isListed(known.identity, admins));
  if (isAdmin) return sentences.owner.adminStays;
  const person = await store.setAccess(who, "blocked", null);
  return person === null
    ? sentences.owner.nobodyFound
    : sentences.owner.blocked(describePerson(person));
};

function readWho(argument: string): Who | null {
  const address = readUserAddress(argument);
  if (address !== null) return { address };
  const code = argument.replaceAll(/[\s*-]/g, "").toUpperCase();
  return /^[A-Z0-9]{4,12}$/.test(code) ? { code } : null;
}
