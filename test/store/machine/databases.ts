import { Database } from "bun:sqlite";
import { SQL } from "bun";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { openPostgresStore } from "../../../src/store/postgres/postgres-store.ts";
import { openSqliteStore } from "../../../src/store/sqlite/sqlite-store.ts";
import type { Store } from "../../../src/store/store.ts";
import type { FakeClock } from "../../fake-clock.ts";
import { openTestDatabase } from "../../postgres.ts";
import { TEST_TARIFF } from "../test-tariff.ts";
import { quickFolder } from "../../quick-folder.ts";

/** The database of a store, which survives its process. */
export interface StoreDatabase {
  openStore(): Promise<Store>;
  /** True if a dead process's leases continue until their end. */
  readonly outlivesLeases: boolean;
  deliveries(): Promise<{ readonly sid: string; readonly state: string }[]>;
  /** The keys of the calls of tools, as the product makes them. */
  toolCalls(): Promise<string[]>;
  /** In nano-dollars. */
  money(): Promise<Money>;
  remove(): Promise<void>;
}

interface Money {
  readonly charged: bigint;
  readonly reserved: bigint;
  readonly spentByDay: bigint;
  readonly spentByMonth: bigint;
}

export type OpenDatabase = (clock: FakeClock) => Promise<StoreDatabase>;

const CALLS = "SELECT message_id || '-' || round || '-' || idx AS key FROM tool_calls";
const SENT = "SELECT sid, state FROM deliveries WHERE sid IS NOT NULL";

const sumOf = (column: string, from: string) =>
  `(SELECT CAST(COALESCE(SUM(${column}), 0) AS TEXT) FROM ${from})`;
const MONEY = `SELECT ${sumOf("nano_dollars", "charges")} AS charged,
  ${sumOf("nano_dollars + parts_nano_dollars", "reservations")} AS reserved,
  ${sumOf("nano_dollars", "spent_money WHERE LENGTH(period) = 10")} AS day,
  ${sumOf("nano_dollars", "spent_money WHERE LENGTH(period) = 7")} AS month`;

type MoneyRow = Readonly<Record<"charged" | "reserved" | "day" | "month", string>>;

const toMoney = (row: MoneyRow | null | undefined): Money => ({
  charged: BigInt(row?.charged ?? 0),
  reserved: BigInt(row?.reserved ?? 0),
  spentByDay: BigInt(row?.day ?? 0),
  spentByMonth: BigInt(row?.month ?? 0),
});

export const sqliteDatabase: OpenDatabase = async (clock) => {
  const folder = quickFolder("machine-");
  const path = join(folder, "bot.db");
  return {
    openStore: async () => openSqliteStore({ path, clock, tariff: TEST_TARIFF }),
    outlivesLeases: false,
    deliveries: async () => {
      using database = new Database(path, { readonly: true });
      return database.query<{ sid: string; state: string }, []>(SENT).all();
    },
    toolCalls: async () => {
      using database = new Database(path, { readonly: true });
      return database
        .query<{ key: string }, []>(CALLS)
        .all()
        .map(({ key }) => key);
    },
    money: async () => {
      using database = new Database(path, { readonly: true });
      return toMoney(database.query<MoneyRow, []>(MONEY).get());
    },
    remove: async () => rmSync(folder, { recursive: true }),
  };
};

export const postgresDatabase: OpenDatabase = async (clock) => {
  const database = await openTestDatabase();
  return {
    openStore: () => openPostgresStore({ url: database.url, size: 2, clock, tariff: TEST_TARIFF }),
    outlivesLeases: true,
    deliveries: async () => {
      await using client = new SQL({ url: database.url, max: 1 });
      return await client.unsafe<{ sid: string; state: string }[]>(SENT);
    },
    toolCalls: async () => {
      await using client = new SQL({ url: database.url, max: 1 });
      return (await client.unsafe<{ key: string }[]>(CALLS)).map(({ key }) => key);
    },
    money: async () => {
      await using client = new SQL({ url: database.url, max: 1 });
      return toMoney((await client.unsafe<MoneyRow[]>(MONEY))[0]);
    },
    remove: database.drop,
  };
};
