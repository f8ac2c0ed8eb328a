import type { TransactionSQL } from "bun";
import { migrate } from "../postgres/migrate.ts";
import { onConnection } from "../postgres/on-connection.ts";
import { type CopiedTable, copiedTables } from "./copied-tables.ts";
import { copyText, countNuls } from "./copy-text.ts";
import { type Source, withSource } from "./source.ts";
import { refuseForeign, refuseRowsOfItsOwn, sumTable, type TableSum, writeNote } from "./target.ts";

/** The number of characters sent at once. */
const CHUNK = 256 * 1024;
/** The longest wait for a server that uses the target. */
const LOCK_MS = 5_000;

export interface CopiedRows extends TableSum {
  readonly table: string;
  /** The number of texts that lost a NUL, which PostgreSQL rejects. */
  readonly changed: number;
}

/** Called often, with the number of a table's rows that were sent or read back so far. */
export type Progress = (at: {
  readonly table: string;
  readonly done: number;
  readonly total: number;
}) => void;

/**
 * Copies a SQLite database into an empty PostgreSQL one, or over an earlier copy of the same
 * database, in one transaction: any interruption leaves the target as it was. The written rows are
 * read back and compared before the commit. Throws `TransientError` while a server uses the source
 * or PostgreSQL is not available, `ConfigError` if either database is unsuitable.
 */
export function copyToPostgres(
  { path, url }: { readonly path: string; readonly url: string },
  tell: Progress,
): Promise<readonly CopiedRows[]> {
  return withSource(path, (source) =>
    // No deadline: the time depends on the number of rows, and progress is shown.
    onConnection(url, null, async (client) => {
      await refuseForeign(client);
      await migrate(client);
      return client.begin((transaction) => copyAll(source, transaction, tell));
    }),
  );
}

async function copyAll(
  source: Source,
  transaction: TransactionSQL,
  tell: Progress,
): Promise<readonly CopiedRows[]> {
  const names = copiedTables.map(({ name }) => `"${name}"`).join(", ");
  await transaction.unsafe(
    `SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0; SET LOCAL lock_timeout = ${LOCK_MS}; SET LOCAL bytea_output = 'hex'`,
  );
  await transaction.unsafe(`LOCK TABLE ${names} IN ACCESS EXCLUSIVE MODE`);
  await refuseRowsOfItsOwn(transaction, source.fingerprint);
  await transaction.unsafe(`TRUNCATE ${names}`);
  const copied: CopiedRows[] = [];
  for (const table of copiedTables) {
    const sent = await sendTable(source, transaction, table, tell);
    compare(sent, await sumTable(transaction, table));
    if (table.isCounted) await countOn(transaction, table, source.lastId(table));
    copied.push(sent);
  }
  const tables = Object.fromEntries(
    copied.map(({ table, rows, sha256 }) => [table, { rows, sha256 }]),
  );
  await writeNote(transaction, { fingerprint: source.fingerprint, tables });
  await transaction.unsafe(`ANALYZE ${names}`);
  return copied;
}

async function sendTable(
  source: Source,
  transaction: TransactionSQL,
  table: CopiedTable,
  tell: Progress,
): Promise<CopiedRows> {
  const { name, columns } = table;
  const total = source.counts.get(name) ?? 0;
  const hash = new Bun.CryptoHasher("sha256");
  const into = columns.map((column) => `"${column.name}"`).join(", ");
  // Frozen: rows that no other transaction can have seen need no second look by vacuum.
  const query = transaction.unsafe(`COPY "${name}" (${into}) FROM STDIN (FREEZE)`);
  const writer = query.writable().getWriter();
  let pending = "";
  let rows = 0;
  let changed = 0;

  async function flush(): Promise<void> {
    const bytes = Buffer.from(pending);
    pending = "";
    hash.update(bytes);
    await writer.write(bytes);
    tell({ table: name, done: rows, total });
  }

  try {
    for (const row of source.rows(table)) {
      changed += countNuls(table, row);
      for (const piece of copyText(table, row)) {
        pending += piece;
        if (pending.length >= CHUNK) await flush();
      }
      rows += 1;
    }
    await flush();
    await writer.close();
  } catch (reason) {
    await writer.abort(reason).catch(() => {});
    throw reason;
  }
  return { table: name, rows, changed, sha256: hash.digest("hex") };
}

function compare(sent: CopiedRows, found: TableSum): void {
  if (sent.rows === found.rows && sent.sha256 === found.sha256) return;
  throw new Error(
    `PostgreSQL's rows of ${sent.table} differ from the rows sent: ${found.rows} rows, ${sent.rows} were sent, sha256 ${found.sha256}, not ${sent.sha256}; nothing was kept`,
  );
}

/** Makes new ids begin after every id that was ever used. */
async function countOn(
  transaction: TransactionSQL,
  { name }: CopiedTable,
  lastId: number,
): Promise<void> {
  await transaction`SELECT setval(pg_get_serial_sequence(${name}, 'id'), ${Math.max(lastId, 1)}, ${lastId > 0})`;
}
