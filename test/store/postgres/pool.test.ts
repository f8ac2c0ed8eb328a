import { SQL } from "bun";
import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { ConfigError, TransientError } from "../../../src/core/errors.ts";
import { openPool } from "../../../src/store/postgres/open-pool.ts";
import { createPostgresDriver } from "../../../src/store/postgres/driver.ts";
import { createPool, type Pool } from "../../../src/store/postgres/pool.ts";
import { type Given, statement } from "../../../src/store/statement.ts";
import { startDatabaseProxy } from "../../database-proxy.ts";
import { inDatabase, openTestDatabase, type TestDatabase } from "../../postgres.ts";
import { startPostgres } from "../../postgres-server.ts";
import { waitFor, waitUntil } from "../../wait-for.ts";

const LONG_MS = 30_000;
const SIZE = 3;

let database: TestDatabase;
beforeEach(async () => {
  database = await openTestDatabase();
});
afterEach(() => database.drop());

const failure = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => expect.unreachable(),
    (reason: unknown) => reason,
  );
const ask = (pool: Pool): Promise<unknown> => pool.run(async (client) => client`SELECT 1 AS one`);
const answered = [{ one: 1 }];

/** Asks until it is answered, as every worker does. */
async function recovered(pool: Pool): Promise<unknown> {
  let found: unknown;
  const look = async () => {
    found = await ask(pool).catch((reason: unknown) => reason);
    return !(found instanceof TransientError);
  };
  await waitUntil("an answer of the database", look, { found: () => found });
  return found;
}

test("a new database's rows are found through indexes before anything is known of its tables", async () => {
  const pool = await openPool({ url: database.url, size: 1 });
  try {
    const plan = await pool.run((client) =>
      client.unsafe("EXPLAIN SELECT id FROM messages WHERE id = any('{1,2,3}'::bigint[])").values(),
    );
    expect(String(plan)).toContain("messages_pkey");
  } finally {
    await pool.close();
  }
});

describe("a replica reports what is wrong with DATABASE_URL", () => {
  test("when the password is wrong", async () => {
    const url = new URL(database.url);
    url.password = "guessed";
    const refusal = await failure(openPool({ url: url.href, size: SIZE }));
    expect(refusal).toBeInstanceOf(ConfigError);
    expect(String(refusal)).toContain("password");
    expect(String(refusal)).not.toContain("guessed");
  });

  test("when the database does not exist", async () => {
    const refusal = await failure(
      openPool({ url: inDatabase(database.url, "nowhere"), size: SIZE }),
    );
    expect(refusal).toBeInstanceOf(ConfigError);
    expect(String(refusal)).toContain("does not exist");
  });

  test.each([
    ["may not make tables", "GRANT USAGE ON SCHEMA public TO PUBLIC"],
    ["may use no schema", ""],
  ])("when its user %s", async (_, grant) => {
    const name = `guest_${crypto.randomUUID().replaceAll("-", "")}`;
    await using owner = new SQL({ url: database.url, max: 1 });
    await owner.unsafe(
      `DROP SCHEMA public CASCADE; CREATE SCHEMA public; CREATE ROLE ${name} LOGIN PASSWORD 'let-me-in'; ${grant}`,
    );
    const url = new URL(database.url);
    [url.username, url.password] = [name, "let-me-in"];
    const refusal = await failure(openPool({ url: url.href, size: SIZE }));
    await owner.unsafe(`DROP ROLE ${name}`);
    expect(refusal).toBeInstanceOf(ConfigError);
    expect(String(refusal)).toContain("owner of the database");
  });

  test("but waits for a server that is not there yet, and says so", async () => {
    const proxy = await startDatabaseProxy();
    const url = proxy.through(database.url);
    proxy.cut();
    const early = createPool({ url, size: SIZE });
    expect(await failure(ask(early))).toBeInstanceOf(TransientError);
    await early.close();
    const waiting = Promise.withResolvers<string>();
    const opening = openPool({ url, size: SIZE }, waiting.resolve);
    expect(await waitFor("word of the wait", waiting.promise)).toContain("PostgreSQL");
    await proxy.mend();
    const pool = await opening;
    expect(await ask(pool)).toEqual(answered);
    await pool.close();
    proxy.stop();
  });
});

describe("a replica whose database fails it", () => {
  test(
    "gives up a query that the network drops, and works again when it is back",
    async () => {
      const proxy = await startDatabaseProxy();
      const pool = createPool({ url: proxy.through(database.url), size: SIZE });
      expect(await Promise.all(Array.from({ length: SIZE }, () => ask(pool)))).toHaveLength(SIZE);
      proxy.hang();
      const all = Promise.all(Array.from({ length: 9 }, () => failure(ask(pool))));
      // One after another on each connection they would take three times eight seconds.
      const failures = await waitFor("all to be given up", all, { deadlineMs: 20_000 });
      for (const reason of failures) expect(reason).toBeInstanceOf(TransientError);
      await proxy.mend();
      expect(await recovered(pool)).toEqual(answered);
      await pool.close();
      proxy.stop();
    },
    LONG_MS,
  );

  test(
    "works again after the server was started anew, and after a crash of it",
    async () => {
      const server = await startPostgres();
      const pool = createPool({ url: server.url, size: SIZE });
      for (const mode of ["fast", "immediate"] as const) {
        expect(await ask(pool)).toEqual(answered);
        await server.restart(mode, async () => {
          expect(await failure(ask(pool))).toBeInstanceOf(TransientError);
        });
        expect(await recovered(pool)).toEqual(answered);
      }
      await pool.close();
      await server.stop();
    },
    LONG_MS,
  );

  test("keeps nothing of a transaction whose connection was cut, and continues", async () => {
    const pool = createPool({ url: database.url, size: SIZE });
    const cut = pool.run((client) =>
      client.begin(async (transaction) => {
        await transaction`INSERT INTO settings (key, value, updated_at) VALUES ('half', 'done', 0)`;
        const [own] = await transaction<{ pid: number }[]>`SELECT pg_backend_pid() AS pid`;
        await client`SELECT pg_terminate_backend(${own?.pid ?? 0})`;
        await transaction`SELECT 1`;
      }),
    );
    expect(await failure(cut)).toBeInstanceOf(TransientError);
    expect(await pool.run(async (client) => client`SELECT * FROM settings`)).toEqual([]);
    await pool.close();
  });

  test(
    "gives up a statement that takes too long, which the server ends as well",
    async () => {
      const pool = createPool({ url: database.url, size: SIZE });
      const slow = pool.run(async (client) => client`SELECT pg_sleep(60)`);
      expect(await failure(slow)).toBeInstanceOf(TransientError);
      const left = await pool.run(
        async (client) => client`SELECT pid FROM pg_stat_activity
          WHERE datname = current_database() AND query LIKE '%pg_sleep(60)' AND state = 'active'`,
      );
      expect(left).toEqual([]);
      await pool.close();
    },
    LONG_MS,
  );

  test(
    "does not wait for a lock for ever",
    async () => {
      const pool = createPool({ url: database.url, size: SIZE });
      const waiting = pool.run((client) =>
        client.begin(async (holder) => {
          await holder`LOCK TABLE lanes`;
          return failure(pool.run(async (other) => other`SELECT * FROM lanes`));
        }),
      );
      expect(await waiting).toBeInstanceOf(TransientError);
      await pool.close();
    },
    LONG_MS,
  );
});

describe("a transaction that loses a race", () => {
  const driverOn = (pool: Pool) =>
    createPostgresDriver({ pool, isPulled: false, clock: undefined });
  const raise = async (code: string) => {
    throw new Bun.SQL.PostgresError("lost", { code: "ERR_POSTGRES_SERVER_ERROR", errno: code });
  };

  test("begins anew, and the caller does not notice", async () => {
    const pool = createPool({ url: database.url, size: SIZE });
    for (const code of ["40001", "40P01", "23505"]) {
      let tries = 0;
      await driverOn(pool).transact(async (transaction) => {
        tries += 1;
        await transaction.all(insertSetting, { key: code, value: String(tries) });
        if (tries < 3) await raise(code);
      });
      expect(tries).toBe(3);
    }
    const kept = await pool.run(async (client) => client`SELECT value FROM settings`);
    expect(kept.map((row: { value: string }) => row.value)).toEqual(["3", "3", "3"]);
    await pool.close();
  });

  test("reports it if it never wins", async () => {
    const pool = createPool({ url: database.url, size: SIZE });
    let tries = 0;
    const never = driverOn(pool).transact(async () => {
      tries += 1;
      await raise("40001");
    });
    expect(await failure(never)).toBeInstanceOf(Error);
    expect(tries).toBe(10);
    await pool.close();
  });
});

const insertSetting = statement(({ orm, settings }, given: Given<"key" | "value">) =>
  orm.insert(settings).values({ key: given.key, value: given.value, updatedAt: 0 }),
);
