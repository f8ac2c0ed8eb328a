import type { OpenDatabase } from "../conformance/setup.ts";

/** Every table, and what a row is known by. */
const KEYS = {
  users: ["id"],
  conversations: ["id"],
  messages: ["id"],
  attachments: ["message_id", "idx"],
  deliveries: ["id"],
  lanes: ["user_id"],
  seen_sids: ["hash"],
  settings: ["key"],
  spending: ["day", "user_id"],
  spent_money: ["period", "user_id"],
  reservations: ["message_id"],
  outgoing_files: ["part_id"],
  charges: ["id"],
  monthly_deliveries: ["address", "month"],
  tool_calls: ["message_id", "round", "idx"],
  facts: ["id"],
  reminders: ["id"],
  jobs: ["id"],
} as const;

export const TABLES = Object.keys(KEYS);

/** Later than any moment: `ready_at` of a lane that has nothing to do. */
const IDLE = String(Number.MAX_SAFE_INTEGER);

type Row = Readonly<Record<string, string | null>>;

/** Returns all stored rows as texts, without the database's own bookkeeping. */
export async function dumpDatabase({ query }: OpenDatabase): Promise<Record<string, Row[]>> {
  const dump: Record<string, Row[]> = {};
  for (const [table, key] of Object.entries(KEYS)) {
    const rows = (await query(`SELECT * FROM ${table}`)).map(toTexts);
    const sorted = rows.filter((row) => isOfTheBot(table, row)).toSorted(byKey(key));
    // PostgreSQL skips the ids of charges whose transaction was undone; nothing refers to them.
    dump[table] =
      table === "charges" ? sorted.map((row, place) => ({ ...row, id: String(place) })) : sorted;
  }
  return dump;
}

function toTexts(row: Record<string, unknown>): Row {
  return Object.fromEntries(
    Object.entries(row).map(([name, value]) => [name, toText(name, value)]),
  );
}

function toText(name: string, value: unknown): string | null {
  // The one process of a SQLite database holds a lane without a lease.
  if (name === "lease_until") return null;
  if (value === null || value === undefined) return null;
  if (typeof value === "boolean") return value ? "1" : "0";
  if (value instanceof Uint8Array) return Buffer.from(value).toString("hex");
  if (typeof value !== "string") return Bun.inspect(value);
  // A database may write JSON with other blanks.
  return name === "payload" ? JSON.stringify(JSON.parse(value)) : value;
}

function isOfTheBot(table: string, row: Row): boolean {
  switch (table) {
    case "settings":
      // `instance` names the one server of a SQLite database.
      return (
        !["copied-from", "instance"].includes(row["key"] ?? "") &&
        row["key"]?.startsWith("task:") === false
      );
    case "lanes":
      // One that never had anything to do is none.
      return row["owner"] !== null || row["epoch"] !== "0" || row["ready_at"] !== IDLE;
    default:
      return true;
  }
}

function byKey(key: readonly string[]): (one: Row, two: Row) => number {
  const keyOf = (row: Row) => key.map((name) => (row[name] ?? "").padStart(20, "0")).join(" ");
  return (one, two) => (keyOf(one) < keyOf(two) ? -1 : 1);
}
