import { and, ne, sql } from "drizzle-orm";
import type { Identity, InboundMessage } from "../../core/message.ts";
import { identityOf } from "../../core/user-address.ts";
import { drawCode } from "../access-code.ts";
import { first, inserted, type Reader, type Transaction } from "../driver.ts";
import { insertRow, selectRows, updateRows } from "../plain-statements.ts";
import { type Given, statement } from "../statement.ts";
import type { Tables } from "../tables.ts";
import { takenNumber, toldBy } from "../user-identity.ts";
import type { UserKey } from "../users.ts";
import { hasNumber, isSender, type SenderValue, senderValues } from "./is-sender.ts";
import { lockLane } from "./lanes.ts";
import { mergeAll } from "./merge-users.ts";
import {
  forgetAddress,
  identityIn,
  isFurther,
  learnAddress,
  redirect,
  releaseFurther,
} from "./user-addresses.ts";

export type User = Tables["users"]["$inferSelect"];

/**
 * Returns the id of the user who wrote, given the rows that carry their identities, oldest first,
 * with their lanes locked. Creates the user if there is no row; merges two rows into the older. The
 * number of an earlier holder, who had another id, moves to this user alone. Stores what is new.
 */
export async function settleUser(
  transaction: Transaction,
  message: InboundMessage,
  own: readonly User[],
  code: string,
): Promise<number> {
  const [older, ...newer] = own;
  const taken = takenNumber(message.identity, own);
  if (taken !== null) {
    await transaction.all(releaseNumber, { ...senderValues(taken), now: transaction.now });
    await transaction.all(releaseFurther, senderValues(taken));
  }
  if (older === undefined) return (await createUser(transaction, message, code)).id;
  const known = await mergeAll(transaction, older, newer);
  const told = { ...known, ...toldBy(message, known) };
  if (isFurther(known, message.identity)) {
    await learnAddress(transaction, known.id, message.identity);
    Object.assign(told, identityIn(known));
  } else if (known.isMerged && !Bun.deepEquals(identityIn(known), identityIn(told))) {
    await forgetAddress(transaction, known.id, message.identity);
    if (told.phoneNumber !== known.phoneNumber) {
      await redirect(transaction, known.id, known.phoneNumber, message.from);
    }
  }
  if (!Bun.deepEquals(told, older)) await saveUser(transaction, told);
  return older.id;
}

// The earlier holder keeps the history. Another server that writes the row with the number still in
// it meanwhile violates its constraint, and begins again.
const releaseNumber = updateRows("users", ["now"], {
  set: { phoneNumber: null, replyTo: ({ users }) => sql`${users.externalUserId}` },
  where: ({ users }, given: Given<SenderValue>) =>
    and(hasNumber(users.phoneNumber, given), ne(users.externalUserId, given.externalUserId)),
});

export async function saveUser(transaction: Transaction, user: User): Promise<void> {
  const { createdAt: _, updatedAt: __, ...values } = user;
  await transaction.all(updateUser, { ...values, now: transaction.now });
}

const updateUser = updateRows(
  "users",
  [
    "phoneNumber",
    "externalUserId",
    "replyTo",
    "replyFrom",
    "isMerged",
    "whatsappName",
    "isWhitelisted",
    "isActive",
    "language",
    "persona",
    "dailyBudget",
    "monthlyBudget",
    "isMemoryOn",
    "isIncognito",
    "voiceReplies",
    "welcomedAt",
    "optedOutAt",
    "lastTopic",
    "lastTopicAt",
    "timeZone",
    "hasMissedReminders",
    "takenOverBy",
    "takenOverAt",
    "humanAskedAt",
    "now",
  ],
  { by: ["id"] },
);

/**
 * Returns the rows of the user who carries either identity, oldest first: at most one for each
 * spelling.
 */
export async function findUsers(reader: Reader, identity: Identity): Promise<User[]> {
  const rows = await reader.all(usersWith, senderValues(identity));
  return ofOneUser(rows, identity.phoneNumber);
}

/**
 * Returns the rows of one user, oldest first. Two usernames are two users, who had one number in
 * two spellings: then the spelling in the message decides.
 */
export function ofOneUser(rows: readonly User[], phoneNumber: string | null): User[] {
  const names = new Set(rows.flatMap(({ externalUserId }) => externalUserId ?? []));
  const own = names.size < 2 ? rows : rows.filter((row) => row.phoneNumber === phoneNumber);
  // Sorted here: sorting two rows takes SQLite ten times as long as finding them.
  return own.toSorted((a, b) => a.id - b.id);
}

const usersWith = selectRows("users", null, { where: isSender });

/** Returns the user with an address, in any spelling that WhatsApp uses. */
export async function findByAddress(reader: Reader, address: string): Promise<User | null> {
  const [oldest] = await findUsers(reader, identityOf(address));
  return oldest ?? null;
}

export function findByKey(reader: Reader, who: UserKey): Promise<User | null> {
  return "code" in who ? findByCode(reader, who.code) : findByAddress(reader, who.address);
}

export async function findByCode(reader: Reader, code: string): Promise<User | null> {
  return (await first(reader, userWithCode, { code })) ?? null;
}

const userWithCode = selectRows("users", null, { by: ["code"] });

/**
 * Returns the user with an address, with the lane locked; creates one who never wrote from there,
 * and merges one who is known under two spellings.
 */
export async function lockAddress(transaction: Transaction, address: string): Promise<User> {
  const [oldest, ...newer] = await findUsers(transaction, identityOf(address));
  if (oldest !== undefined) {
    const locked = await lockUser(transaction, oldest);
    if (newer.length === 0) return locked;
    for (const user of newer) await lockUser(transaction, user);
    const merged = await mergeAll(transaction, locked, newer);
    await saveUser(transaction, merged);
    return merged;
  }
  const unknown = { identity: identityOf(address), from: address, to: null, profileName: null };
  return createUser(transaction, unknown, await freeCode(transaction));
}

/** Locks the lane of a user who was found, and returns the row as it is afterwards. */
export async function lockUser(transaction: Transaction, user: User): Promise<User> {
  if (transaction.dialect === "sqlite") return user;
  await lockLane(transaction, user.id);
  const locked = await first(transaction, userWithId, { id: user.id });
  if (locked === undefined) throw new Error(`user ${user.id} has a lane and is gone`);
  return locked;
}

export const userWithId = selectRows("users", null, { by: ["id"] });

export async function freeCode(reader: Reader): Promise<string> {
  for (;;) {
    const code = drawCode();
    if ((await findByCode(reader, code)) === null) return code;
  }
}

// On PostgreSQL another server may create the same user meanwhile, which violates a unique
// constraint: the transaction begins again, and finds them.
async function createUser(
  transaction: Transaction,
  message: Pick<InboundMessage, "identity" | "from" | "profileName"> & {
    readonly to: string | null;
  },
  code: string,
): Promise<User> {
  const { now } = transaction;
  const { identity, from: replyTo, to: replyFrom, profileName: whatsappName } = message;
  const values = { ...identity, replyTo, replyFrom, whatsappName, code, now };
  const user = await inserted(transaction, insertUser, values);
  await transaction.all(insertLane, { userId: user.id });
  return user;
}

const insertUser = statement(
  (
    { orm, users },
    given: Given<
      "phoneNumber" | "externalUserId" | "replyTo" | "replyFrom" | "whatsappName" | "code" | "now"
    >,
  ) =>
    orm
      .insert(users)
      .values({
        phoneNumber: given.phoneNumber,
        externalUserId: given.externalUserId,
        replyTo: given.replyTo,
        replyFrom: given.replyFrom,
        whatsappName: given.whatsappName,
        code: given.code,
        createdAt: given.now,
        updatedAt: given.now,
      })
      .returning(),
);

const insertLane = insertRow("lanes", ["userId"]);
