import type { BunSQLiteDatabase } from "drizzle-orm/bun-sqlite";
import type * as schema from "./schema.ts";

/** What every query of this folder needs; writes run inside the writer's transaction. */
export interface Connection {
  readonly orm: BunSQLiteDatabase<typeof schema>;
  now(): number;
}
