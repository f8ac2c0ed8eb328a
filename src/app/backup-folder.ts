import { existsSync } from "node:fs";
import { readdir, stat, unlink } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import type { BackupFolder } from "../admin/routes/backups.ts";
import { parseDatabaseUrl } from "../core/database-url.ts";
import { invocation, quoteWord } from "./invocation.ts";
import { runOwnProgram } from "./own-program.ts";

/** A name that this program gives a backup: no other file of the folder is shown or sent. */
const NAME = /^backup-\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d\.db$/;
/** Files that Docker and Podman put into every container. */
const CONTAINER_MARKS = ["/.dockerenv", "/run/.containerenv"];
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
      "PostgreSQL has tools of its own for this: `whatsapp-ai-bot backup FILE` and `whatsapp-ai-bot restore FILE` print their commands.",
    );
  }
  const { path, isMemory } = location;
  if (isMemory) return none("DATABASE_URL names no file, so there is nothing to copy.");
  const folder = resolve(dirname(path), "backups");
  return {
    cannot: null,
    copyTo: offline("copy-to", "postgres://USER:PASSWORD@HOST:5432/DATABASE"),
    list: async () => {
      const names = await readdir(folder).catch(() => []);
      const files = names
        .filter((name) => NAME.test(name))
        .map(async (name) => {
          const { size, mtimeMs } = await stat(join(folder, name));
          const restore = offline("restore", join(folder, name));
          return { name, size, at: Math.round(mtimeMs), restore };
        });
      return (await Promise.all(files)).toSorted((one, two) => two.at - one.at);
    },
    create: (by) => copy(databaseUrl, join(folder, newBackupName(now())), by),
    open: async (name) => {
      const file = Bun.file(join(folder, name));
      return NAME.test(name) && (await file.exists()) ? file : null;
    },
    remove: async (name) => {
      if (!NAME.test(name)) return false;
      return unlink(join(folder, name)).then(
        () => true,
        () => false,
      );
    },
  };
}

/** Returns the name of a backup that is made now. */
export function newBackupName(now: number): string {
  return `backup-${new Date(now).toISOString().slice(0, 19).replaceAll(":", "-")}.db`;
}

/** Returns a command that needs the server stopped, as it is typed on this machine. */
function offline(command: string, word: string): string {
  if (CONTAINER_MARKS.some((file) => existsSync(file))) {
    return `docker compose stop bot && docker compose run --rm bot ${command} ${quoteWord(word)} && docker compose start bot`;
  }
  return `cd ${quoteWord(process.cwd())} && ${invocation()} ${command} ${quoteWord(word)}`;
}

function none(cannot: string): BackupFolder {
  return {
    cannot,
    copyTo: null,
    list: async () => [],
    create: async () => {
      throw new Error(cannot);
    },
    open: async () => null,
    remove: async () => false,
  };
}

/** Has the command line copy the database, and record that for the owner who asks for it. */
async function copy(databaseUrl: string, file: string, by: string): Promise<void> {
  const { exitCode, errors } = await runOwnProgram(["backup", "--by", by, file], {
    databaseUrl,
    timeoutMs: TIMEOUT_MS,
  });
  if (exitCode !== 0) {
    throw new Error(errors.trim() || "The backup was not finished within ten minutes.");
  }
}
