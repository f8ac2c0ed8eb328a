import { parseDatabaseUrl } from "../core/database-url.ts";
import { ConfigError } from "../core/errors.ts";
import type { CopiedRows, Progress } from "../store/copy/copy-to-postgres.ts";
import { formatSpan } from "../core/format-span.ts";
import { counted } from "../core/counted.ts";
import { withoutPassword } from "./postgres-address.ts";
import { databaseLocation } from "./with-admin-store.ts";
import { columns, say, styled, writeOut } from "./write-out.ts";

const PROGRESS_MS = 500;

/**
 * Copies the SQLite database of the settings to PostgreSQL. Throws `ConfigError` if one of the two
 * is unsuitable, `TransientError` while a server uses the source or PostgreSQL is not available.
 */
export async function copyTo(address: string): Promise<void> {
  const source = databaseLocation();
  if (source.dialect !== "sqlite") {
    throw new ConfigError([
      "DATABASE_URL is a PostgreSQL database already: this command reads the SQLite one that it names. For a copy of a PostgreSQL database see pg_dump.",
    ]);
  }
  const target = parseTarget(address);
  const shown = withoutPassword(target);
  const { copyToPostgres } = await import("../store/copy/copy-to-postgres.ts");
  say(`Copying ${source.path} to ${shown} …`);
  const begun = performance.now();
  const tables = await copyToPostgres({ path: source.path, url: target }, createProgress());
  report(tables, performance.now() - begun);
  say(`\n${source.path} is unchanged. Now set DATABASE_URL to the new address, and start the bot.`);
}

// The original message would name DATABASE_URL, which is not at fault here.
function parseTarget(address: string): string {
  try {
    const target = parseDatabaseUrl(address);
    if (target.dialect === "postgres") return target.url;
  } catch (cause) {
    if (!(cause instanceof ConfigError)) throw cause;
  }
  throw new ConfigError([
    "The target is no PostgreSQL address: write postgres://USER:PASSWORD@HOST:5432/DATABASE, with signs like @ and / in the password as %40 and %2F.",
  ]);
}

/**
 * Creates a progress display: one updating line on a terminal; elsewhere a line for each large
 * table.
 */
function createProgress(): Progress {
  let saidAt = 0;
  return ({ table, done, total }) => {
    const isDone = done === total;
    const now = performance.now();
    if (total === 0 || (!isDone && now - saidAt < PROGRESS_MS)) return;
    saidAt = now;
    const line = `${table}: ${done} of ${counted(total, "row")}`;
    if (process.stdout.isTTY) writeOut(`\r\u001b[K${isDone ? "" : styled("dim", line)}`);
    else if (isDone) say(line);
  };
}

function report(tables: readonly CopiedRows[], tookMs: number): void {
  const rows = tables.map(({ table, rows: count, sha256 }) => [
    table,
    String(count),
    sha256.slice(0, 16),
  ]);
  for (const line of columns([["TABLE", "ROWS", "SHA-256"], ...rows])) say(line);
  const all = tables.reduce((sum, table) => sum + table.rows, 0);
  say(
    `${counted(all, "row")} in ${formatSpan(tookMs)}, read back from PostgreSQL: every table is identical to the file's.`,
  );
  for (const { table, changed } of tables) {
    if (changed > 0) {
      say(
        styled(
          "yellow",
          `${counted(changed, "text")} of ${table} held an invisible character (NUL) that PostgreSQL does not accept: it was left out.`,
        ),
      );
    }
  }
}
