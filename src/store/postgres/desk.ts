import type { SQL } from "bun";
import { sql } from "drizzle-orm";
import { drizzle } from "drizzle-orm/bun-sql";
import type { Clock } from "../../core/ports.ts";
import { ConfigError } from "../../core/errors.ts";
import type { Desk } from "../desk.ts";
import type { Connection, Transaction } from "./connection.ts";
import { conversation, findPerson, people, setStanding } from "./desk-people.ts";
import { erasePerson } from "./erase.ts";
import { lifeOf } from "./life.ts";
import { compareSchema } from "./migrate.ts";
import { connect, type Pool } from "./pool.ts";
import { retry } from "./retry.ts";
import { timeOf } from "./server-time.ts";
import { createTransactor } from "./transact.ts";
import { translateError } from "./translate-error.ts";

/** An operator looks at everything at once, and may wait for it longer than a message may. */
const PATIENCE_MS = 60_000;

/**
 * A connection of its own to a database that servers may be working on. Throws `TransientError` when
 * no server answers, `ConfigError` when it does not let us in or has another schema than this
 * program's. `clock` takes the place of the server's.
 */
export async function openPostgresDesk({
  url,
  clock,
}: {
  readonly url: string;
  readonly clock?: Pick<Clock, "now">;
}): Promise<Desk> {
  const client = connect({ url, size: 1 });
  const time = timeOf(clock);
  const pool = onlyClient(client);
  // Whoever sits here sends nothing, one way or the other.
  const isPulled = false;
  const { transact } = createTransactor({ pool, time, isPulled });

  const change = <T>(work: (transaction: Transaction) => Promise<T>): Promise<T> =>
    transact(async (transaction) => {
      await bePatient(transaction);
      return work(transaction);
    });

  const read = <T>(work: (connection: Connection) => Promise<T>): Promise<T> =>
    pool.run((inner) =>
      inner.begin("isolation level repeatable read, read only", async (transaction) => {
        const connection = { orm: drizzle(transaction), time: time(), isPulled };
        await bePatient(connection);
        return work(connection);
      }),
    );

  try {
    await pool.run(refuseOtherSchema);
  } catch (reason) {
    await pool.close();
    throw reason;
  }
  return {
    people: () => read(people),
    findPerson: (who) => read((c) => findPerson(c, who)),
    setStanding: (address, standing) => change((t) => setStanding(t, address, standing)),
    erasePerson: (id) => change((t) => erasePerson(t, id)),
    conversation: (id, limit) => read((c) => conversation(c, id, limit)),
    lifeOf: (message) => read((c) => lifeOf(c, message)),
    retry: (id) => change((t) => retry(t, id)),
    close: () => pool.close(),
  };
}

/** Without the pool's deadline: nobody else waits for this connection. */
function onlyClient(client: SQL): Pool {
  return {
    run: async (work) => {
      try {
        return await work(client);
      } catch (reason) {
        throw translateError(reason);
      }
    },
    close: () => client.close({ timeout: 1 }),
  };
}

async function bePatient({ orm }: Connection): Promise<void> {
  await orm.execute(sql.raw(`set local statement_timeout = ${PATIENCE_MS}`));
}

async function refuseOtherSchema(client: SQL): Promise<void> {
  const { missing, strangers } = await compareSchema(client);
  if (strangers.length > 0) {
    throw new ConfigError([
      "The PostgreSQL database was written by a newer version: run that version's command.",
    ]);
  }
  if (missing.length > 0) {
    throw new ConfigError([
      "The PostgreSQL database has an older schema, or none yet: run whatsapp-ai-bot migrate, or start the bot.",
    ]);
  }
}
