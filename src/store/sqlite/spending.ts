import { and, eq, sql } from "drizzle-orm";
import {
  type Budget,
  judgeSpending,
  NOTHING_SPENT,
  type Reserved,
  type Spent,
} from "../spending.ts";
import { type Connection, given, prepared } from "./connection.ts";
import { reservations, spending } from "./schema.ts";

const EVERYBODY = 0;

/** Counts what a call may cost as spent, unless that would pass a limit of the day. */
export function reserveTokens(
  connection: Connection,
  { messageId, userId }: { readonly messageId: number; readonly userId: number },
  budget: Budget,
): Reserved {
  const { day, tokens } = budget;
  const all = spentOn(connection, day, EVERYBODY);
  const reserved = judgeSpending(budget, spentOn(connection, day, userId), all.tokens);
  if (reserved !== "reserved") {
    add(connection, day, userId, { isNoticed: true });
    return reserved;
  }
  for (const who of [userId, EVERYBODY]) add(connection, day, who, { tokens });
  // A call that a crash cut off was paid for all the same: its reservation stays spent.
  reserve(connection).run({ messageId, day, tokens });
  return reserved;
}

const reserve = prepared((orm) =>
  orm
    .insert(reservations)
    .values({ messageId: given("messageId"), day: given("day"), tokens: given("tokens") })
    .onConflictDoUpdate({
      target: reservations.messageId,
      set: { day: sql`excluded.day`, tokens: sql`excluded.tokens` },
    })
    .prepare(),
);

/** Puts what a call did cost in the place of what was reserved; null when nobody knows. */
export function settleTokens(
  connection: Connection,
  { messageId, userId }: { readonly messageId: number; readonly userId: number },
  tokens: number | null,
): void {
  const reserved = reservationOf(connection).get({ messageId });
  if (reserved !== undefined) endReservation(connection).run({ messageId });
  if (reserved === undefined || tokens === null) return;
  for (const who of [userId, EVERYBODY]) {
    add(connection, reserved.day, who, { tokens: tokens - reserved.tokens });
  }
}

/** What was reserved for these messages stays spent, whatever becomes of them. */
export function keepSpent(connection: Connection, messageIds: readonly number[]): void {
  for (const messageId of messageIds) endReservation(connection).run({ messageId });
}

const reservationOf = prepared((orm) =>
  orm
    .select()
    .from(reservations)
    .where(eq(reservations.messageId, given("messageId")))
    .prepare(),
);

const endReservation = prepared((orm) =>
  orm
    .delete(reservations)
    .where(eq(reservations.messageId, given("messageId")))
    .prepare(),
);

export function countMedia(connection: Connection, day: string, userId: number): void {
  add(connection, day, userId, { media: 1 });
}

export function spentOn(connection: Connection, day: string, userId: number): Spent {
  return spent(connection).get({ day, userId }) ?? NOTHING_SPENT;
}

const spent = prepared((orm) =>
  orm
    .select()
    .from(spending)
    .where(and(eq(spending.day, given("day")), eq(spending.userId, given("userId"))))
    .prepare(),
);

function add(
  connection: Connection,
  day: string,
  userId: number,
  { tokens = 0, media = 0, isNoticed = false }: Partial<Spent>,
): void {
  spend(connection).run({ day, userId, tokens, media, isNoticed: Number(isNoticed) });
}

const spend = prepared((orm) =>
  orm
    .insert(spending)
    .values({
      day: given("day"),
      userId: given("userId"),
      tokens: given("tokens"),
      media: given("media"),
      isNoticed: given("isNoticed"),
    })
    .onConflictDoUpdate({
      target: [spending.day, spending.userId],
      set: {
        tokens: sql`${spending.tokens} + excluded.tokens`,
        media: sql`${spending.media} + excluded.media`,
        isNoticed: sql`max(${spending.isNoticed}, excluded.is_noticed)`,
      },
    })
    .prepare(),
);
