import type { Identity, InboundMessage } from "../core/message.ts";
import { canonicalAddress } from "../core/user-address.ts";
import type { KnownUser } from "./users.ts";

/** What is stored of a user, whatever the database. */
export interface UserIdentity {
  readonly phoneNumber: string | null;
  readonly externalUserId: string | null;
  readonly replyTo: string;
  readonly replyFrom: string | null;
  readonly whatsappName: string | null;
  readonly isWhitelisted: boolean;
  readonly isActive: boolean;
  readonly language: string | null;
  readonly persona: string | null;
  readonly code: string;
  readonly welcomedAt: number | null;
  readonly optedOutAt: number | null;
  readonly lastTopic: string | null;
  readonly timeZone: string | null;
  readonly hasMissedReminders: boolean;
}

/**
 * The number that a message's user takes over from an earlier holder, if there is one: none of their own
 * rows carries it. Only a user who is known by an id can be told apart from the number's last holder.
 */
export function takenNumber(
  { phoneNumber, externalUserId }: Identity,
  own: readonly Pick<UserIdentity, "phoneNumber">[],
): { readonly phoneNumber: string; readonly externalUserId: string } | null {
  if (phoneNumber === null || externalUserId === null) return null;
  const isOwn = own.some((user) => isSameNumber(user.phoneNumber, phoneNumber));
  return isOwn ? null : { phoneNumber, externalUserId };
}

/** What a message tells of who wrote it: an identity that was missing, a name, where to answer. */
export function toldBy(
  message: InboundMessage,
  user: UserIdentity,
): Pick<UserIdentity, "phoneNumber" | "externalUserId" | "replyTo" | "replyFrom" | "whatsappName"> {
  const { phoneNumber } = message.identity;
  return {
    // The first spelling of a number stays: the others lead to it.
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

/** What holds for one user who was known as two: a grant, a block and a STOP of either. */
export function mergedFrom(
  older: UserIdentity,
  newer: UserIdentity,
): Omit<UserIdentity, "replyTo" | "replyFrom" | "whatsappName" | "code" | "lastTopic"> {
  return {
    phoneNumber: older.phoneNumber ?? newer.phoneNumber,
    externalUserId: older.externalUserId ?? newer.externalUserId,
    isWhitelisted: older.isWhitelisted || newer.isWhitelisted,
    isActive: older.isActive && newer.isActive,
    language: older.language ?? newer.language,
    persona: older.persona ?? newer.persona,
    welcomedAt: older.welcomedAt ?? newer.welcomedAt,
    optedOutAt: older.optedOutAt ?? newer.optedOutAt,
    timeZone: older.timeZone ?? newer.timeZone,
    hasMissedReminders: older.hasMissedReminders || newer.hasMissedReminders,
  };
}

/** A user as an owner is told of them. */
export function describeUser(user: UserIdentity): KnownUser {
  const { phoneNumber, externalUserId, replyTo, whatsappName } = user;
  return { identity: { phoneNumber, externalUserId }, address: replyTo, name: whatsappName };
}
