import { statSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { newBackupName, openBackupFolder } from "../app/backup-folder.ts";
import { inQuotes } from "../app/invocation.ts";
import { ConfigError } from "../core/errors.ts";
import { systemClock } from "../core/system-clock.ts";
import { TERMINAL } from "../store/admin-access.ts";
import type { Totals } from "../store/totals.ts";
import { counted } from "../core/counted.ts";
import { formatBytes, formatTime } from "./format-figures.ts";
import { withoutPassword } from "./postgres-address.ts";
import { hanging } from "./terminal-width.ts";
import { databaseLocation, withAdminStore } from "./with-admin-store.ts";
import { harmless, say, sayJson, sayTable, styled } from "./write-out.ts";
import type { Json } from "./define-command.ts";

/**
 * Copies the database to a new file, or into the folder of backups for null; consistent even while
 * the server writes. Throws `ConfigError`.
 */
export async function backUp(file: string | null, by: string): Promise<void> {
  const name = file ?? newBackupName(Date.now());
  const path = filePath(
    (url) => `pg_dump --format=custom --file=${inQuotes(resolve(name))} --dbname=${inQuotes(url)}`,
  );
  const target = resolve(file === null ? join(dirname(path), "backups", name) : file);
  sayBeforeLongWork(`Copying to ${target} …`);
  const { openAdminStore } = await import("../store/sqlite/admin-store.ts");
  const admin = openAdminStore({ path, clock: systemClock });
  try {
    const held = admin.backUp(target);
    await admin.recordAudit({ by, action: "backup created", detail: basename(target) });
    say(`${target}: ${formatBytes(statSync(target).size)}, ${describe(held)}; read again, whole.`);
  } finally {
    await admin.close();
  }
  say(styled("dim", "It contains all messages of users: keep it where only you can read it."));
}

/** Lists the backups in the folder that the owner's page uses. */
export async function listBackups({ json }: Json): Promise<void> {
  const folder = openFolder();
  const files = await folder.list();
  if (json) return sayJson(files);
  if (files.length === 0) return say("There is no backup yet: whatsapp-ai-bot backup creates one.");
  const rows = files.map(({ name, size, at }) => [formatTime(at), formatBytes(size), name]);
  sayTable(["CREATED", "SIZE", "NAME"], rows);
  say(hanging("", styled("dim", `They are in ${folder.path}`)));
}

/** Removes a backup of that folder. Returns false if there is none with this name. */
export async function removeBackup(name: string): Promise<boolean> {
  const folder = openFolder();
  const isThere = (await folder.open(name)) !== null;
  if (isThere) {
    const change = { by: TERMINAL, action: "backup removed", detail: name };
    await withAdminStore((admin) => admin.recordAudit(change));
    await folder.remove(name);
  }
  say(isThere ? `${name} is removed.` : `No backup has the name ${harmless(name)}.`);
  return isThere;
}

function openFolder() {
  const path = filePath((url) => `pg_dump --format=custom --dbname=${inQuotes(url)}`);
  const folder = openBackupFolder({ databaseUrl: path, now: Date.now });
  return { ...folder, path: resolve(dirname(path), "backups") };
}

/** Replaces the database with a backup. Throws `TransientError` while a server uses it. */
export async function restore(file: string): Promise<void> {
  const source = resolve(file);
  const path = filePath(
    (url) =>
      `pg_restore --clean --if-exists --no-owner --single-transaction --dbname=${inQuotes(url)} ${inQuotes(source)}`,
  );
  sayBeforeLongWork(`Checking ${source} and putting it in place …`);
  const { restoreDatabase } = await import("../store/sqlite/restore.ts");
  const restored = restoreDatabase(source, path, Date.now(), say);
  const change = { by: TERMINAL, action: "database restored", detail: basename(source) };
  await withAdminStore((admin) => admin.recordAudit(change));
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

function describe({ users, messages }: Totals): string {
  return `${counted(messages, "message")} of ${counted(users, "user")}`;
}

// Only on a terminal: a script reads the result.
function sayBeforeLongWork(what: string): void {
  if (process.stdout.isTTY) say(styled("dim", what));
}
