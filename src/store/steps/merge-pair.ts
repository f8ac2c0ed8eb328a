import { eq, sql } from "drizzle-orm";
import { addressesOf } from "../../core/user-address.ts";
import { first, type Reader, type Transaction } from "../driver.ts";
import { isRoomFor } from "../facts.ts";
import { pick } from "../pick.ts";
import { selectRows } from "../plain-statements.ts";
import { type Given, statement } from "../statement.ts";
import { mergedFrom } from "../user-identity.ts";
import {
  type MergedUser,
  type MergeOptions,
  type MergeOutcome,
  type MergePair,
  type MergePreview,
  type SharedSettings,
  SHARED,
} from "../user-merge.ts";
import { recordAudit } from "./admin-access.ts";
import { factsOf } from "./facts.ts";
import { lockLane } from "./lanes.ts";
import { mergeAll } from "./merge-users.ts";
import { remindersOf } from "./reminders.ts";
import { furtherAddresses } from "./user-addresses.ts";
import { saveUser, type User, userWithId } from "./users.ts";

export async function mergePair(
  transaction: Transaction,
  { keep, other }: MergePair,
  { isAdmitted, by }: MergeOptions,
): Promise<MergeOutcome> {
  for (const id of [keep, other].toSorted((a, b) => a - b)) await lockLane(transaction, id);
  const pair = await findPair(transaction, { keep, other });
  if (pair === null) return { outcome: "unknown" };
  const [kept, gone] = pair;
  const holders = new Set(pair.flatMap(({ takenOverBy }) => takenOverBy ?? []));
  if (holders.size > 1) return { outcome: "held-by-two" };
  // Its sender would lose the fence, and the messenger's reply with it.
  const sending = await first(transaction, partBeingSent, { userId: other });
  if (sending !== undefined) return { outcome: "being-sent" };
  const last = await lastWriter(transaction, kept, gone);
  const latest = (kept.lastTopicAt ?? 0) < (gone.lastTopicAt ?? 0) ? gone : kept;
  const merged = await mergeAll(transaction, kept, [gone], { areTwo: true });
  await saveUser(transaction, {
    ...merged,
    isWhitelisted: merged.isWhitelisted || isAdmitted,
    whatsappName: kept.whatsappName ?? gone.whatsappName,
    replyTo: last.replyTo,
    replyFrom: last.replyFrom,
    lastTopic: latest.lastTopic,
    lastTopicAt: latest.lastTopicAt,
  });
  await recordAudit(transaction, {
    by,
    action: "users merged",
    userId: keep,
    detail: `#${other}`,
  });
  return { outcome: "merged" };
}

const partBeingSent = selectRows("deliveries", ["id"], {
  by: ["userId"],
  // The partial index is only used with its own literal condition.
  where: sql`state in ('pending', 'sending') and state = 'sending'`,
  limit: 1,
});

async function findPair(reader: Reader, { keep, other }: MergePair): Promise<[User, User] | null> {
  if (keep === other) return null;
  const kept = await first(reader, userWithId, { id: keep });
  const gone = await first(reader, userWithId, { id: other });
  return kept === undefined || gone === undefined ? null : [kept, gone];
}

async function lastWriter(reader: Reader, one: User, other: User): Promise<User> {
  const at = async ({ id: userId }: User) =>
    (await first(reader, lastWritten, { userId }))?.at ?? 0;
  return (await at(one)) < (await at(other)) ? other : one;
}

const lastWritten = selectRows("messages", [], {
  as: { at: "createdAt" },
  by: ["userId"],
  where: ({ messages }) => eq(messages.direction, "inbound"),
  orderByDesc: ["createdAt"],
  limit: 1,
});

export async function previewMerge(reader: Reader, pair: MergePair): Promise<MergePreview | null> {
  const found = await findPair(reader, pair);
  if (found === null) return null;
  const [kept, gone] = found;
  const settings = settingsOf({ ...kept, ...mergedFrom(kept, gone) });
  return {
    keep: await sideOf(reader, kept),
    other: await sideOf(reader, gone),
    settings,
    lostFacts: await countLost(reader, pair),
    lastAddress: (await lastWriter(reader, kept, gone)).replyTo,
  };
}

/** Counts the facts that `moveFacts` would leave behind, without those that both have. */
async function countLost(reader: Reader, { keep, other }: MergePair): Promise<number> {
  const kept = await factsOf(reader, keep);
  let lost = 0;
  for (const fact of await factsOf(reader, other)) {
    if (isRoomFor(fact.text, kept)) kept.push(fact);
    else if (!kept.some(({ text }) => text === fact.text)) lost += 1;
  }
  return lost;
}

async function sideOf(reader: Reader, user: User): Promise<MergedUser> {
  const userId = user.id;
  const counts = await first(reader, countMessages, { userId });
  return {
    userId,
    name: user.whatsappName,
    addresses: await allAddresses(reader, user),
    messages: counts?.messages ?? 0,
    waiting: counts?.waiting ?? 0,
    facts: (await factsOf(reader, userId)).length,
    reminders: (await remindersOf(reader, userId)).length,
    ...settingsOf(user),
  };
}

const countMessages = statement(({ orm, messages }, given: Given<"userId">) =>
  orm
    .select({
      messages: sql`count(*)`.mapWith(Number),
      waiting: sql`coalesce(sum(case when state = 'received' then 1 else 0 end), 0)`.mapWith(
        Number,
      ),
    })
    .from(messages)
    .where(eq(messages.userId, given.userId)),
);

const settingsOf = (user: User): SharedSettings => pick(user, ...SHARED);

export async function addressesOfUser(reader: Reader, userId: number): Promise<string[]> {
  const user = await first(reader, userWithId, { id: userId });
  return user === undefined ? [] : allAddresses(reader, user);
}

async function allAddresses(reader: Reader, user: User): Promise<string[]> {
  const further = user.isMerged ? await furtherAddresses(reader, user.id) : [];
  return [user, ...further].flatMap(addressesOf);
}

export async function mergedAddresses(
  reader: Reader,
): Promise<{ readonly userId: number; readonly address: string }[]> {
  const rows = await reader.all(everyAddress, {});
  return rows.flatMap(({ userId, ...identity }) =>
    addressesOf(identity).map((address) => ({ userId, address })),
  );
}

const everyAddress = selectRows("userAddresses", ["userId", "phoneNumber", "externalUserId"], {
  orderBy: ["id"],
});
