import { statSync } from "node:fs";
import { resolve } from "node:path";
import { ConfigError } from "../core/errors.ts";
import { systemClock } from "../core/system-clock.ts";
import type { Totals } from "../store/admin-store.ts";
import { counted } from "../core/counted.ts";
import { formatBytes } from "./format-figures.ts";
import { withoutPassword } from "./postgres-address.ts";
import { databaseLocation } from "./with-admin-store.ts";
import { say, styled } from "./write-out.ts";

/**
 * Copies the database to a new file; consistent even while the server writes. Throws `ConfigError`.
 */
export async function backUp(file: string): Promise<void> {
  const target = resolve(file);
  const path = filePath(
    (url) => `pg_dump --format=custom --file=${quoted(target)} --dbname=${quoted(url)}`,
  );
  sayBeforeLongWork(`Copying to ${target} …`);
  const { openAdminStore } = await import("../store/sqlite/admin-store.ts");
  const admin = openAdminStore({ path, clock: systemClock });
  try {
    const held = admin.backUp(target);
    say(`${target}: ${formatBytes(statSync(target).size)}, ${describe(held)}; read again, whole.`);
  } finally {
    await admin.close();
  }
  say(styled("dim", "It contains all messages of users: keep it where only you can read it."));
}

/** Replaces the database with a backup. Throws `TransientError` while a server uses it. */
export async function restore(file: string): Promise<void> {
  const source = resolve(file);
  const path = filePath(
    (url) =>
      `pg_restore --clean --if-exists --no-owner --single-transaction --dbname=${quoted(url)} ${quoted(source)}`,
  );
  sayBeforeLongWork(`Checking ${source} and putting it in place …`);
  const { restoreDatabase } = await import("../store/sqlite/restore.ts");
  const restored = restoreDatabase(source, path, Date.now(), say);
  say(`${path} is now restored from ${source}: ${describe(restored)}.`);
  if (restored.keptAt !== null) say(`The previous database is kept: ${restored.keptAt}`);
  if (restored.open > 0) {
    say(
      styled(
        "yellow",
        `${counted(restored.open, "message")} had no answer yet when the backup was made: the next start answers them, even if they were answered since.`,
      ),
    );
  }
}

/**
 * Returns the path of the SQLite file; for PostgreSQL it throws the command line of the tool to use
 * instead.
 */
function filePath(tool: (url: string) => string): string {
  const location = databaseLocation();
  if (location.dialect === "sqlite") return location.path;
  throw new ConfigError([
    `DATABASE_URL is a PostgreSQL database, and PostgreSQL has its own tools for this (the password is requested, or read from ~/.pgpass): ${tool(withoutPassword(location.url))}`,
  ]);
}

/** Quotes a text as one word of a shell's command line. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

function describe({ users, messages }: Totals): string {
  return `${counted(messages, "message")} of ${counted(users, "user")}`;
}

// Only on a terminal: a script reads the result.
function sayBeforeLongWork(what: string): void {
  if (process.stdout.isTTY) say(styled("dim", what));
}
