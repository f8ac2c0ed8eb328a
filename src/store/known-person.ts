import type { Identity, InboundMessage } from "../core/message.ts";
import { canonicalAddress } from "../core/user-address.ts";
import type { Person } from "./people.ts";

/** What is stored of a person, whatever the database. */
export interface KnownPerson {
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
}

/**
 * The number that a message's user takes over from an earlier holder, if there is one: none of their own
 * rows carries it. Only a user who is known by an id can be told apart from the number's last holder.
 */
export function takenNumber(
  { phoneNumber, externalUserId }: Identity,
  own: readonly Pick<KnownPerson, "phoneNumber">[],
): { readonly phoneNumber: string; readonly externalUserId: string } | null {
  if (phoneNumber === null || externalUserId === null) return null;
  const isOwn = own.some((person) => isSameNumber(person.phoneNumber, phoneNumber));
  return isOwn ? null : { phoneNumber, externalUserId };
}

/** What a message tells of who wrote it: an identity that was missing, a name, where to answer. */
export function toldBy(
  message: InboundMessage,
  person: KnownPerson,
): Pick<KnownPerson, "phoneNumber" | "externalUserId" | "replyTo" | "replyFrom" | "whatsappName"> {
  const { phoneNumber } = message.identity;
  return {
    // The first spelling of a number stays: the others lead to it.
    phoneNumber: isSameNumber(person.phoneNumber, phoneNumber)
      ? person.phoneNumber
      : (phoneNumber ?? person.phoneNumber),
    externalUserId: message.identity.externalUserId ?? person.externalUserId,
    replyTo: message.from,
    replyFrom: message.to,
    whatsappName: message.profileName ?? person.whatsappName,
  };
}

function isSameNumber(one: string | null, other: string | null): boolean {
  if (one === null || other === null) return false;
  return one === other || canonicalAddress(one) === canonicalAddress(other);
}

/** What holds for one person who was known as two: a grant, a block and a STOP of either. */
export function mergedFrom(
  older: KnownPerson,
  newer: KnownPerson,
): Omit<KnownPerson, "replyTo" | "replyFrom" | "whatsappName" | "code" | "lastTopic"> {
  return {
    phoneNumber: older.phoneNumber ?? newer.phoneNumber,
    externalUserId: older.externalUserId ?? newer.externalUserId,
    isWhitelisted: older.isWhitelisted || newer.isWhitelisted,
    isActive: older.isActive && newer.isActive,
    language: older.language ?? newer.language,
    persona: older.persona ?? newer.persona,
    welcomedAt: older.welcomedAt ?? newer.welcomedAt,
    optedOutAt: older.optedOutAt ?? newer.optedOutAt,
  };
}

/** A person as an owner is told of them. */
export function describePerson(person: KnownPerson): Person {
  const { phoneNumber, externalUserId, replyTo, whatsappName } = person;
  return { identity: { phoneNumber, externalUserId }, address: replyTo, name: whatsappName };
}
