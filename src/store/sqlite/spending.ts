import { and, eq, sql } from "drizzle-orm";
import { judgeSpending, NOTHING_SPENT, type Reserved, type Spent } from "../spending.ts";
import type { Budget } from "../store.ts";
import type { Connection } from "./connection.ts";
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
  connection.orm
    .insert(reservations)
    .values({ messageId, day, tokens })
    .onConflictDoUpdate({ target: reservations.messageId, set: { day, tokens } })
    .run();
  return reserved;
}

/** Puts what a call did cost in the place of what was reserved; null when nobody knows. */
export function settleTokens(
  connection: Connection,
  { messageId, userId }: { readonly messageId: number; readonly userId: number },
  tokens: number | null,
): void {
  const reserved = connection.orm
    .delete(reservations)
    .where(eq(reservations.messageId, messageId))
    .returning()
    .get();
  if (reserved === undefined || tokens === null) return;
  for (const who of [userId, EVERYBODY]) {
    add(connection, reserved.day, who, { tokens: tokens - reserved.tokens });
  }
}

export function countMedia(connection: Connection, day: string, userId: number): void {
  add(connection, day, userId, { media: 1 });
}

export function spentOn({ orm }: Connection, day: string, userId: number): Spent {
  const row = orm
    .select()
    .from(spending)
    .where(and(eq(spending.day, day), eq(spending.userId, userId)))
    .get();
  return row ?? NOTHING_SPENT;
}

function add(
  { orm }: Connection,
  day: string,
  userId: number,
  { tokens = 0, media = 0, isNoticed = false }: Partial<Spent>,
): void {
  orm
    .insert(spending)
    .values({ day, userId, tokens, media, isNoticed })
    .onConflictDoUpdate({
      target: [spending.day, spending.userId],
      set: {
        tokens: sql`${spending.tokens} + ${tokens}`,
        media: sql`${spending.media} + ${media}`,
        isNoticed: sql`max(${spending.isNoticed}, ${isNoticed ? 1 : 0})`,
      },
    })
    .run();
}
