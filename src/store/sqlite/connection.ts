import type { BunSQLiteDatabase } from "drizzle-orm/bun-sqlite";
import type * as schema from "./schema.ts";

/** What every query of this folder needs; writes run inside the writer's transaction. */
export interface Connection {
  readonly orm: BunSQLiteDatabase<typeof schema>;
  now(): number;
  /** Whether parts wait for `takeReply`, so that sending them is no step of their user's lane. */
  readonly isPulled: boolean;
}
