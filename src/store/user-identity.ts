import type { Identity, InboundMessage } from "../core/message.ts";
import { canonicalAddress } from "../core/user-address.ts";
import type { Row } from "./row.ts";
import type { KnownUser } from "./users.ts";

/** The columns of a user that tell who they are, and what holds for them. */
export type UserIdentity = Omit<Row<"users">, "id" | "lastTopicAt" | "createdAt" | "updatedAt">;

/**
 * Returns the number that a message's user takes over from an earlier holder: none of their own
 * rows carries it. Null if there is none. Only a user with a known id can be distinguished from the
 * number's last holder.
 */
export function takenNumber(
  { phoneNumber, externalUserId }: Identity,
  own: readonly Pick<UserIdentity, "phoneNumber">[],
): { readonly phoneNumber: string; readonly externalUserId: string } | null {
  if (phoneNumber === null || externalUserId === null) return null;
  const isOwn = own.some((user) => isSameNumber(user.phoneNumber, phoneNumber));
  return isOwn ? null : { phoneNumber, externalUserId };
}

/**
 * Returns the columns that a message updates: a missing identity, the name, the address for
 * replies.
 */
export function toldBy(
  message: InboundMessage,
  user: UserIdentity,
): Pick<UserIdentity, "phoneNumber" | "externalUserId" | "replyTo" | "replyFrom" | "whatsappName"> {
  const { phoneNumber } = message.identity;
  return {
    // The first spelling of a number stays; lookups find it by the others.
    phoneNumber: isSameNumber(user.phoneNumber, phoneNumber)
      ? user.phoneNumber
      : (phoneNumber ?? user.phoneNumber),
    externalUserId: message.identity.externalUserId ?? user.externalUserId,
    replyTo: message.from,
    replyFrom: message.to,
    whatsappName: message.profileName ?? user.whatsappName,
  };
}

function isSameNumber(one: string | null, other: string | null): boolean {
  if (one === null || other === null) return false;
  return one === other || canonicalAddress(one) === canonicalAddress(other);
}

/** Returns the state of one user who was known as two: a grant, a block, a STOP and a wish for privacy of either. */
export function mergedFrom(
  older: UserIdentity,
  newer: UserIdentity,
): Omit<UserIdentity, "replyTo" | "replyFrom" | "whatsappName" | "code" | "lastTopic"> {
  return {
    phoneNumber: older.phoneNumber ?? newer.phoneNumber,
    externalUserId: older.externalUserId ?? newer.externalUserId,
    isMerged: older.isMerged || newer.isMerged,
    isWhitelisted: older.isWhitelisted || newer.isWhitelisted,
    isActive: older.isActive && newer.isActive,
    language: older.language ?? newer.language,
    persona: older.persona ?? newer.persona,
    dailyBudget: smallerBudget(older.dailyBudget, newer.dailyBudget),
    monthlyBudget: smallerBudget(older.monthlyBudget, newer.monthlyBudget),
    isMemoryOn: older.isMemoryOn && newer.isMemoryOn,
    isIncognito: older.isIncognito || newer.isIncognito,
    voiceReplies: older.voiceReplies ?? newer.voiceReplies,
    welcomedAt: older.welcomedAt ?? newer.welcomedAt,
    optedOutAt: older.optedOutAt ?? newer.optedOutAt,
    timeZone: older.timeZone ?? newer.timeZone,
    hasMissedReminders: older.hasMissedReminders || newer.hasMissedReminders,
    takenOverBy: older.takenOverBy ?? newer.takenOverBy,
    takenOverAt: older.takenOverAt ?? newer.takenOverAt,
    humanAskedAt: older.humanAskedAt ?? newer.humanAskedAt,
  };
}

/** Returns the one that stops earlier; 0 stops never, and null is none of the user's own. */
function smallerBudget(one: number | null, other: number | null): number | null {
  if (one === null || other === null) return one ?? other;
  return one === 0 || other === 0 ? one + other : Math.min(one, other);
}

export function describeUser(user: UserIdentity): KnownUser {
  const { phoneNumber, externalUserId, replyTo, whatsappName } = user;
  return { identity: { phoneNumber, externalUserId }, address: replyTo, name: whatsappName };
}
