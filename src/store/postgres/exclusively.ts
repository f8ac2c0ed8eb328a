import { and, eq, type SQL as Expression, sql } from "drizzle-orm";
import { CLOCK_JUMP_MS } from "./lanes.ts";
import { settings } from "./schema.ts";
import type { Transactor } from "./transact.ts";

const LEASE_MS = 30_000;
const HEARTBEAT_MS = 10_000;

interface Turn {
  readonly task: string;
  readonly restMs: number;
  readonly work: () => Promise<void>;
}

/**
 * A lease in a row, not a lock of a session: the connections of a pool come and go, some proxies share
 * them, and the rest that follows the work has to be kept somewhere anyway.
 */
export async function exclusively(
  { task, restMs, work }: Turn,
  query: Transactor["query"],
): Promise<boolean> {
  const owner = crypto.randomUUID();
  const key = `task:${task}`;
  const startedAt = await claim(query, key, owner, restMs);
  if (startedAt === null) return false;
  const beat = setInterval(() => {
    void hold(query, key, owner, (now) => sql`${now} + ${LEASE_MS}`).catch(() => {});
  }, HEARTBEAT_MS);
  try {
    await work();
  } finally {
    clearInterval(beat);
    await hold(query, key, owner, () => sql`${startedAt + restMs}`);
  }
  return true;
}

/** When it was claimed, or null when it is not free. */
async function claim(
  query: Transactor["query"],
  key: string,
  owner: string,
  restMs: number,
): Promise<number | null> {
  const heldUntil = sql`(${settings.value}::json ->> 'until')::bigint`;
  const [claimed] = await query(({ orm, time }) =>
    orm
      .insert(settings)
      .values({ key, value: heldBy(owner, sql`${time} + ${LEASE_MS}`), updatedAt: time })
      .onConflictDoUpdate({
        target: settings.key,
        set: { value: sql`excluded.value`, updatedAt: sql`excluded.updated_at` },
        // Further ahead than anybody claims was written under another clock.
        setWhere: sql`${heldUntil} <= ${time} or ${heldUntil} > ${time} + ${LEASE_MS + restMs + CLOCK_JUMP_MS}`,
      })
      .returning({ at: settings.updatedAt }),
  );
  return claimed?.at ?? null;
}

async function hold(
  query: Transactor["query"],
  key: string,
  owner: string,
  until: (now: Expression) => Expression,
): Promise<void> {
  await query(({ orm, time }) =>
    orm
      .update(settings)
      .set({ value: heldBy(owner, until(time)) })
      .where(and(eq(settings.key, key), sql`${settings.value}::json ->> 'owner' = ${owner}`)),
  );
}

function heldBy(owner: string, until: Expression): Expression<string> {
  return sql<string>`json_build_object('owner', ${owner}::text, 'until', (${until})::bigint)::text`;
}
