import { count, min, sql } from "drizzle-orm";
import type { Overview } from "../store.ts";
import type { Connection } from "./connection.ts";
import { deliveries, messages } from "./schema.ts";

export async function overview({ orm, isPulled }: Connection): Promise<Overview> {
  const [waiting] = await orm
    .select({ total: count(), oldest: min(messages.createdAt) })
    .from(messages)
    .where(sql`state = 'received'`);
  const [parts] = await orm
    .select({ total: count() })
    .from(deliveries)
    .where(
      // The first condition finds the index.
      isPulled
        ? sql`state in ('pending', 'sending') and state = 'sending'`
        : sql`state in ('pending', 'sending')`,
    );
  return {
    waitingMessages: waiting?.total ?? 0,
    oldestWaitingAt: waiting?.oldest ?? null,
    waitingParts: parts?.total ?? 0,
  };
}
