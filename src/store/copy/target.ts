import type { SQL, TransactionSQL } from "bun";
import { ConfigError } from "../../core/errors.ts";
import { COPY_NOTE, type CopiedTable, copiedTables } from "./copied-tables.ts";

/** The number of rows in a table, and the hash of their texts in the order of the key. */
export interface TableSum {
  readonly rows: number;
  readonly sha256: string;
}

/** The source of the copy in the target, and its contents at that time. */
interface CopyNote {
  readonly fingerprint: string;
  readonly tables: Readonly<Record<string, TableSum>>;
}

const REMEDY = "Name an empty database (createdb makes one).";

/** Throws `ConfigError` if the database cannot take a copy; nothing is changed in it then. */
export async function refuseForeign(client: SQL): Promise<void> {
  const [server] = await client<
    { encoding: string }[]
  >`SELECT current_setting('server_encoding') AS encoding`;
  if (server?.encoding !== "UTF8") {
    throw new ConfigError([
      `The PostgreSQL database keeps its texts in ${server?.encoding}, which cannot represent every character: create it with ENCODING 'UTF8'.`,
    ]);
  }
  const columns = await client<
    { table: string; column: string }[]
  >`SELECT table_name AS table, column_name AS column FROM information_schema.columns WHERE table_schema = current_schema()`;
  const ours = copiedTables.filter(({ name }) => columns.some(({ table }) => table === name));
  if (ours.length === 0) return;
  const isOurs = columns.some(
    ({ table, column }) => table === "schema_migrations" && column === "name",
  );
  if (!isOurs) {
    throw new ConfigError([
      `The PostgreSQL database contains tables of another program (${ours.map(({ name }) => name).join(", ")}). ${REMEDY}`,
    ]);
  }
  if ((await readNote(client)) === null) await refuseRows(client, ours);
}

/**
 * Checks the same with every table locked, if it has this program's schema. A copy of this very
 * database may be replaced, as long as no bot has used it.
 */
export async function refuseRowsOfItsOwn(
  transaction: TransactionSQL,
  fingerprint: string,
): Promise<void> {
  const note = await readNote(transaction);
  if (note === null) return refuseRows(transaction, copiedTables);
  if (note.fingerprint !== fingerprint) {
    throw new ConfigError([
      `The PostgreSQL database contains a copy of another database. ${REMEDY}`,
    ]);
  }
  const changed: string[] = [];
  for (const table of copiedTables) {
    const { rows, sha256 } = await sumTable(transaction, table);
    const before = note.tables[table.name];
    if (before?.rows !== rows || before.sha256 !== sha256) changed.push(table.name);
  }
  if (changed.length > 0) {
    throw new ConfigError([
      `The PostgreSQL database contains an earlier copy that was used since (changed: ${changed.join(", ")}); a new copy would lose these changes. ${REMEDY}`,
    ]);
  }
}

/** Counts and hashes the rows of a table in one pass. */
export async function sumTable(
  transaction: TransactionSQL,
  { readPostgres }: CopiedTable,
): Promise<TableSum> {
  const hash = new Bun.CryptoHasher("sha256");
  const query = transaction.unsafe(`COPY (${readPostgres}) TO STDOUT`);
  for await (const chunk of query.readable()) hash.update(chunk);
  return { rows: (await query).count, sha256: hash.digest("hex") };
}

/** Records in the target which database it is a copy of. */
export async function writeNote(transaction: TransactionSQL, note: CopyNote): Promise<void> {
  await transaction`INSERT INTO settings (key, value, updated_at) VALUES (${COPY_NOTE}, ${JSON.stringify(note)}, (extract(epoch from clock_timestamp()) * 1000)::bigint)`;
}

async function readNote(client: SQL | TransactionSQL): Promise<CopyNote | null> {
  const [row] = await client<
    { value: string }[]
  >`SELECT value FROM settings WHERE key = ${COPY_NOTE}`;
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- nothing else is written there.
  return row === undefined ? null : (JSON.parse(row.value) as CopyNote);
}

async function refuseRows(
  client: SQL | TransactionSQL,
  tables: readonly CopiedTable[],
): Promise<void> {
  const held: string[] = [];
  for (const { name } of tables) {
    const [found] = await client.unsafe<{ rows: string }[]>(
      `SELECT count(*) AS rows FROM "${name}"`,
    );
    if (Number(found?.rows) > 0) held.push(`${name} ${found?.rows}`);
  }
  if (held.length > 0) {
    throw new ConfigError([
      `The PostgreSQL database contains other rows (${held.join(", ")}). ${REMEDY}`,
    ]);
  }
}
