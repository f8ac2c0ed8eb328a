import { and, eq, sql, type SQL as Expression } from "drizzle-orm";
import { drizzle } from "drizzle-orm/bun-sql";
import type { Lane } from "../store.ts";
import type { Connection, Transaction } from "./connection.ts";
import type { Pool } from "./pool.ts";
import { lanes } from "./schema.ts";
import { isRaceLost } from "./translate-error.ts";

/** So often in a row nobody loses a race by chance. */
const MAX_TRIES = 10;
const MAX_PAUSE_MS = 50;

type Work<T> = (transaction: Transaction) => Promise<T>;

export interface Transactor {
  /** One statement, or several reads that need not agree with each other. */
  query<T>(work: (connection: Connection) => Promise<T>): Promise<T>;
  /** Runs `work` in a transaction, and again from its beginning when another one was faster. */
  transact<T>(work: Work<T>): Promise<T>;
  /**
   * The same with this lane locked until the commit, if it is still its holder's: the fence. Null,
   * and `work` does not run, when it is not.
   */
  underLane<T>(lane: Lane, work: Work<T>): Promise<T | null>;
}

/** Runs work on the connections of a pool; `time` is an expression that says what time it is. */
export function createTransactor(deps: {
  readonly pool: Pool;
  readonly time: () => Expression<number>;
  readonly isPulled: boolean;
}): Transactor {
  const { pool, time, isPulled } = deps;

  const query = <T>(work: (connection: Connection) => Promise<T>): Promise<T> =>
    pool.run((client) => work({ orm: drizzle(client), time: time(), isPulled }));

  function begin<T>(work: (connection: Connection) => Promise<T>): Promise<T> {
    return pool.run(async (client) => {
      for (let tries = 1; ; tries += 1) {
        try {
          return await client.begin((inner) =>
            work({ orm: drizzle(inner), time: time(), isPulled }),
          );
        } catch (reason) {
          if (!isRaceLost(reason) || tries === MAX_TRIES) throw reason;
          await Bun.sleep(Math.random() * MAX_PAUSE_MS);
        }
      }
    });
  }

  return {
    query,
    transact: (work) =>
      begin(async (connection) => {
        const [row] = await connection.orm
          .select({ now: connection.time })
          .from(sql`(select 1) as one`);
        if (row === undefined) throw new Error("PostgreSQL has no clock");
        return work({ ...connection, now: row.now });
      }),
    underLane: (lane, work) =>
      begin(async (connection) => {
        const [held] = await connection.orm
          .select({ now: connection.time })
          .from(lanes)
          .where(isHeldBy(lane))
          .for("update");
        return held === undefined ? null : work({ ...connection, now: held.now });
      }),
  };
}

/** Whether a claim still stands. */
export function isHeldBy(lane: Lane): Expression | undefined {
  return and(
    eq(lanes.userId, lane.userId),
    eq(lanes.epoch, lane.epoch),
    eq(lanes.owner, lane.owner),
  );
}
