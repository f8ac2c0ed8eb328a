import { readdir, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { BackupFolder } from "../admin/routes/backups.ts";
import { environment } from "../config.ts";
import { parseDatabaseUrl } from "../core/database-url.ts";
import { form } from "../core/version.ts";

/** A name that this program gives a backup: no other file of the folder is shown or sent. */
const NAME = /^backup-\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d\.db$/;
const TIMEOUT_MS = 10 * 60_000;

/** The backups in the folder `backups` beside the database's file. */
export function openBackupFolder({
  databaseUrl,
  now,
}: {
  readonly databaseUrl: string;
  readonly now: () => number;
}): BackupFolder {
  const location = parseDatabaseUrl(databaseUrl);
  if (location.dialect === "postgres") {
    return none(
      "PostgreSQL has tools of its own for this: `whatsapp-ai-bot backup FILE` prints the command.",
    );
  }
  const { path, isMemory } = location;
  if (isMemory) return none("DATABASE_URL names no file, so there is nothing to copy.");
  const folder = join(dirname(path), "backups");
  return {
    cannot: null,
    list: async () => {
      const names = await readdir(folder).catch(() => []);
      const files = names
        .filter((name) => NAME.test(name))
        .map(async (name) => {
          const { size, mtimeMs } = await stat(join(folder, name));
          return { name, size, at: Math.round(mtimeMs) };
        });
      return (await Promise.all(files)).toSorted((one, two) => two.at - one.at);
    },
    create: async () => {
      const name = `backup-${new Date(now()).toISOString().slice(0, 19).replaceAll(":", "-")}.db`;
      await copy(databaseUrl, join(folder, name));
      return name;
    },
    open: async (name) => {
      const file = Bun.file(join(folder, name));
      return NAME.test(name) && (await file.exists()) ? file : null;
    },
  };
}

function none(cannot: string): BackupFolder {
  return {
    cannot,
    list: async () => [],
    create: async () => {
      throw new Error(cannot);
    },
    open: async () => null,
  };
}

/** Runs `backup` as a process of its own: copying a large database here would stop every answer. */
async function copy(databaseUrl: string, file: string): Promise<void> {
  const child = Bun.spawn({
    cmd: [...ownProgram(), "backup", file],
    env: { ...environment(), DATABASE_URL: databaseUrl },
    stdin: "ignore",
    stdout: "ignore",
    stderr: "pipe",
    timeout: TIMEOUT_MS,
  });
  const [errors, exitCode] = await Promise.all([new Response(child.stderr).text(), child.exited]);
  if (exitCode !== 0) {
    throw new Error(errors.trim() || "The backup was not finished within ten minutes.");
  }
}

function ownProgram(): readonly string[] {
  if (form === "executable") return [process.execPath];
  const bun = [process.execPath, "--no-env-file", "--no-install"];
  return [...bun, form === "package" ? Bun.main : join(import.meta.dir, "../main.ts")];
}
