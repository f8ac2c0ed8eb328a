import { and, eq, inArray, sql } from "drizzle-orm";
import { createNonce } from "../nonce.ts";
import { type Connection, given, prepared } from "./connection.ts";
import { deliveries } from "./schema.ts";

/** Queues texts to be sent in order, as parts of one message; those that are held wait to be asked for. */
export function queueParts(
  connection: Connection,
  owner: { readonly messageId: number; readonly userId: number },
  bodies: readonly string[],
  held: readonly string[] = [],
): void {
  const at = connection.now();
  // A message that was given up has its apology already, and may be answered after all.
  const first = nextPart(connection).get({ messageId: owner.messageId })?.next ?? 0;
  [...bodies, ...held].forEach((body, index) => {
    const state = index < bodies.length ? "pending" : "held";
    const part = first + index;
    insertPart(connection).run({ ...owner, part, body, state, nonce: createNonce(), at });
  });
}

const nextPart = prepared((orm) =>
  orm
    .select({ next: sql<number>`coalesce(max(${deliveries.part}) + 1, 0)` })
    .from(deliveries)
    .where(eq(deliveries.messageId, given("messageId")))
    .prepare(),
);

const insertPart = prepared((orm) =>
  orm
    .insert(deliveries)
    .values({
      messageId: given("messageId"),
      userId: given("userId"),
      part: given("part"),
      body: given("body"),
      state: given("state"),
      nonce: given("nonce"),
      runAt: given("at"),
      createdAt: given("at"),
      updatedAt: given("at"),
    })
    .prepare(),
);

/** Makes the next held parts of a message pending, and returns how many. */
export function releaseHeld({ orm, now }: Connection, messageId: number, maxParts: number): number {
  const at = now();
  const next = orm
    .select({ id: deliveries.id })
    .from(deliveries)
    .where(and(eq(deliveries.messageId, messageId), eq(deliveries.state, "held")))
    .orderBy(deliveries.part)
    .limit(maxParts)
    .all()
    .map(({ id }) => id);
  if (next.length === 0) return 0;
  orm
    .update(deliveries)
    .set({ state: "pending", runAt: at, createdAt: at, updatedAt: at })
    .where(inArray(deliveries.id, next))
    .run();
  return next.length;
}
