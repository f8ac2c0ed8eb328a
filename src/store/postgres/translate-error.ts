import { ConfigError, TransientError } from "../../core/errors.ts";

/** Another transaction was faster; the same work succeeds if it is run again from its beginning. */
const RACE_LOST = new Set([
  "40001", // serialization_failure
  "40P01", // deadlock_detected
  "23505", // unique_violation: another replica has just inserted the same
  "23503", // foreign_key_violation: its user was just merged with another one, or erased
]);

/** Temporary errors, which pass without a change of the settings. */
const UNAVAILABLE = new Map([
  ["25006", "it accepts no writes: a standby, or a server that is being moved"],
  ["25P03", "a transaction of ours was idle for too long"],
  ["53100", "its disk is full"],
  ["53200", "it is out of memory"],
  [
    "53300",
    "it accepts no more connections: lower DATABASE_POOL_SIZE, or raise its max_connections",
  ],
  ["55P03", "a lock was not free in time"],
  ["57014", "a statement took too long"],
  ["57P01", "it is shutting down"],
  ["57P02", "it crashed"],
  ["57P03", "it is starting up"],
]);

const MISCONFIGURED = new Map([
  ["28P01", "the password in DATABASE_URL is wrong"],
  [
    "28000",
    "the server refuses the user in DATABASE_URL from this machine, or without sslmode=require",
  ],
  ["42704", "the server does not know a parameter of DATABASE_URL"],
  ["3D000", "the database that DATABASE_URL names does not exist: create it"],
  [
    "3F000",
    "the user in DATABASE_URL may use no schema there: make that user the owner of the database",
  ],
  ["42501", "the user in DATABASE_URL may not do this: make that user the owner of the database"],
]);

/** Returns whether the failed transaction should be tried again at once. */
export function isRaceLost(reason: unknown): boolean {
  return RACE_LOST.has(sqlStateOf(reason) ?? "");
}

/** Returns whether the server does not understand a statement: class 42, syntax and names. */
export function isStatementRefused(reason: unknown): boolean {
  return (sqlStateOf(reason) ?? "").startsWith("42");
}

/**
 * Translates an error of PostgreSQL, or of the connection to it, into our own words:
 * `TransientError` if it can pass, `ConfigError` if it cannot; returns any other error as it is.
 */
export function translateError(reason: unknown): unknown {
  const sqlState = sqlStateOf(reason) ?? "";
  const passing = UNAVAILABLE.get(sqlState) ?? connectionProblem(reason);
  if (passing !== null) {
    return new TransientError(`PostgreSQL cannot be used now: ${passing}.`, {
      cause: reason,
      code: "database-unavailable",
    });
  }
  const lasting = MISCONFIGURED.get(sqlState);
  if (lasting !== undefined) {
    return new ConfigError([`PostgreSQL cannot be used: ${lasting}.`], { cause: reason });
  }
  return reason;
}

function connectionProblem(cause: unknown): string | null {
  if (!(cause instanceof Error)) return null;
  const code = "code" in cause ? String(cause.code) : "";
  const isNetwork = /^(ERR_POSTGRES_(CONNECTION|IDLE|LIFETIME)_|E[A-Z]+$)/.test(code);
  return isNetwork ? `no connection (${code})` : null;
}

function sqlStateOf(reason: unknown): string | null {
  return reason instanceof Bun.SQL.PostgresError && typeof reason.errno === "string"
    ? reason.errno
    : null;
}
