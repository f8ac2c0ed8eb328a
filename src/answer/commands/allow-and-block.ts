import { identityOf, isListed, readUserAddress } from "../../core/user-address.ts";
import type { Who } from "../../store/people.ts";
import type { CommandHandler } from "./command.ts";
import { describeUser } from "./describe-user.ts";

/** Lets somebody in, and tells them so. */
export const allow: CommandHandler = async (
  { written, argument, sentences },
  { store, sentencesFor },
) => {
  const who = readWho(argument);
  if (who === null) return sentences.owner.accessNeedsWho(written);
  const letIn = (language: string | null) => sentencesFor(language).letIn;
  const person = await store.setAccess(who, "allowed", letIn);
  return person === null
    ? sentences.owner.nobodyFound
    : sentences.owner.allowed(describeUser(person));
};

/** Keeps somebody out, without a word to them; no owner, though. */
export const block: CommandHandler = async (
  { written, argument, sentences },
  { store, admins },
) => {
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
    : sentences.owner.blocked(describeUser(person));
};

function readWho(argument: string): Who | null {
  const address = readUserAddress(argument);
  if (address !== null) return { address };
  const code = argument.replaceAll(/[\s*-]/g, "").toUpperCase();
  return /^[A-Z0-9]{4,12}$/.test(code) ? { code } : null;
}
