import type { CommandHandler } from "./command.ts";
import { describeUser } from "./describe-user.ts";

const HOUR_MS = 60 * 60_000;

/** Gives the contact that the owner set, and tells the owners who asked for it. */
export const askHuman: CommandHandler = async (
  { turn: { user, userId }, sentences },
  { store, admins, humanContact, sentencesFor },
) => {
  const who = describeUser(user);
  for (const admin of admins) {
    await store.notify(admin, (language) => sentencesFor(language).owner.humanWanted(who), {
      topic: `human:${userId}`,
      everyMs: HOUR_MS,
    });
  }
  const told = admins.length === 0 ? null : sentences.humanTold;
  return [humanContact, told].filter(Boolean).join("\n\n") || sentences.humanNone;
};
