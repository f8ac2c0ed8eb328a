import { and, eq, gte, lte } from "drizzle-orm";
import type { ModelCall, ModelCallStart } from "../spending.ts";
import type { Lane, Turn } from "../store.ts";
import { idsOf } from "../turn.ts";
import { type Connection, given, prepared } from "./connection.ts";
import { CLOCK_JUMP_MS, holdsLane } from "./lanes.ts";
import { conversations, messages } from "./schema.ts";
import { reserveTokens } from "./spending.ts";

export function beginModelCall(
  connection: Connection,
  lane: Lane,
  turn: Turn,
  { voidBefore, historyFrom, budget }: ModelCall,
): ModelCallStart | null {
  if (!holdsLane(connection, lane)) return null;
  const reserved = reserveTokens(connection, turn, budget);
  if (reserved !== "reserved") return { outcome: reserved };
  const now = connection.now();
  const since = Math.max(voidBefore, now - CLOCK_JUMP_MS);
  const ids = idsOf(turn);
  const began = ids.flatMap((id) => beganBetween(connection).get({ id, since, now })?.at ?? []);
  const firstCallAt = Math.min(now, ...began);
  for (const id of ids) noteFirstCall(connection).run({ id, firstCallAt });
  if (historyFrom !== null) {
    const theirs = eq(conversations.id, turn.conversationId);
    connection.orm.update(conversations).set({ historyFrom }).where(theirs).run();
  }
  return { outcome: "begun", firstCallAt };
}

const beganBetween = prepared((orm) =>
  orm
    .select({ at: messages.firstCallAt })
    .from(messages)
    .where(
      and(
        eq(messages.id, given("id")),
        gte(messages.firstCallAt, given("since")),
        lte(messages.firstCallAt, given("now")),
      ),
    )
    .prepare(),
);

const noteFirstCall = prepared((orm) =>
  orm
    .update(messages)
    .set({ firstCallAt: given("firstCallAt") })
    .where(eq(messages.id, given("id")))
    .prepare(),
);
