import type { SQL as Expression } from "drizzle-orm";
import type { BunSQLDatabase } from "drizzle-orm/bun-sql";

/** What every query of this folder needs. */
export interface Connection {
  readonly orm: Pick<
    BunSQLDatabase,
    "select" | "selectDistinct" | "insert" | "update" | "delete" | "execute"
  >;
  /** The database's own clock, in milliseconds: replicas need not agree on the time. */
  readonly time: Expression<number>;
  /** Whether parts wait for `takeReply`, so that sending them is no step of their user's lane. */
  readonly isPulled: boolean;
}

/** A connection inside one transaction, which happens at one moment. */
export interface Transaction extends Connection {
  readonly now: number;
}
