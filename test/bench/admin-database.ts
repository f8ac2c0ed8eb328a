import { SQL } from "bun";
import { Database } from "bun:sqlite";
import { systemClock } from "../../src/core/system-clock.ts";
import { openPostgresStore } from "../../src/store/postgres/postgres-store.ts";
import { openSqliteStore } from "../../src/store/sqlite/sqlite-store.ts";

const DAYS = 100;
const DAY_MS = 86_400_000;

export interface Size {
  readonly messages: number;
  readonly users: number;
}

/** Fills an empty SQLite database with messages over the last 100 days, their parts and charges. */
export async function fillSqlite(path: string, size: Size): Promise<void> {
  await (await openSqliteStore({ path, clock: systemClock })).close();
  using database = new Database(path, { strict: true });
  for (const pragma of ["journal_mode = OFF", "synchronous = OFF", "cache_size = -400000"]) {
    database.run(`PRAGMA ${pragma}`);
  }
  const numbers = (count: number) =>
    `(WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < ${count}) SELECT n FROM numbers) AS numbers`;
  const dayOf = (at: string) => `date(${at} / 1000, 'unixepoch')`;
  database.run("BEGIN");
  for (const sql of rows(size, { numbers, dayOf, random: "lower(hex(randomblob(16)))" })) {
    database.run(sql);
  }
  database.run("COMMIT");
  database.run("PRAGMA journal_mode = WAL");
}

/** Fills an empty PostgreSQL database with the same. */
export async function fillPostgres(url: string, size: Size): Promise<void> {
  await (await openPostgresStore({ url, size: 2 })).close();
  const client = new SQL({ url, max: 1 });
  const numbers = (count: number) => `generate_series(1, ${count}) AS numbers(n)`;
  const dayOf = (at: string) => `to_char(to_timestamp(${at} / 1000), 'YYYY-MM-DD')`;
  await client.unsafe("SET synchronous_commit = off");
  const random = "replace(gen_random_uuid()::text, '-', '')";
  for (const sql of rows(size, { numbers, dayOf, random })) await client.unsafe(sql);
  for (const table of ["users", "conversations", "messages", "deliveries", "charges"]) {
    await client.unsafe(
      `SELECT setval(pg_get_serial_sequence('${table}', 'id'), (SELECT max(id) FROM ${table}))`,
    );
  }
  await client.unsafe("ANALYZE");
  await client.close();
}

interface Words {
  numbers(count: number): string;
  dayOf(at: string): string;
  readonly random: string;
}

function rows({ messages, users }: Size, { numbers, dayOf, random }: Words): string[] {
  const now = Date.now();
  const step = Math.floor((DAYS * DAY_MS) / messages);
  const at = `(${now} - cast(${messages} - n as bigint) * ${step})`;
  const user = `(1 + (cast(n as bigint) * 7919) % ${users})`;
  const no = "1 = 0";
  const yes = "1 = 1";
  const charge = (shift: number, kind: string, provider: string, model: string, nano: number) =>
    `INSERT INTO charges (id, user_id, message_id, day, channel, kind, provider, model, units,
       nano_dollars, is_estimated, created_at)
     SELECT cast(n as bigint) * 3 + ${shift}, ${user}, n, ${dayOf(at)}, 'twilio', '${kind}', '${provider}', '${model}', '{}',
       ${nano} + n % 1000, ${no}, ${at} FROM ${numbers(messages)}`;
  return [
    `INSERT INTO users (id, phone_number, reply_to, reply_from, whatsapp_name, is_whitelisted, is_active, code,
       welcomed_at, is_memory_on, is_incognito, has_missed_reminders, created_at, updated_at)
     SELECT n, 'whatsapp:+49151' || (10000000 + n), 'whatsapp:+49151' || (10000000 + n), 'whatsapp:+14155238886',
       'User ' || n, ${no}, ${yes}, 'code-' || n, ${now}, ${yes}, ${no}, ${no}, ${now}, ${now} FROM ${numbers(users)}`,
    `INSERT INTO conversations (id, user_id, title, is_active, created_at, updated_at)
     SELECT id, id, 'A conversation', ${yes}, ${now}, ${now} FROM users`,
    `INSERT INTO lanes (user_id) SELECT id FROM users`,
    `INSERT INTO messages (id, sid, user_id, conversation_id, direction, message_type, content, ai_response,
       ai_model_used, prompt_tokens, completion_tokens, total_tokens, is_processed, is_forwarded, state,
       starts, run_at, first_call_at, answered_by, created_at, updated_at, error_message)
     SELECT n, 'SM' || ${random}, ${user}, ${user}, 'inbound', 'text',
       'A question of ordinary length, number ' || n, 'An answer of ordinary length to question ' || n || ': it says what was asked for.',
       'stand-in', 400, 60, 460, ${yes}, ${no}, CASE WHEN n % 5000 = 0 THEN 'dead' ELSE 'done' END, 1, ${at}, ${at}, n, ${at}, ${at},
       CASE WHEN n % 5000 = 0 THEN 'no model answered: failed [server]' ELSE NULL END FROM ${numbers(messages)}`,
    `INSERT INTO deliveries (message_id, user_id, part, kind, body, nonce, sid, state, run_at, started_at, created_at, updated_at)
     SELECT id, user_id, 0, 'text', ai_response, ${random}, 'SM' || ${random},
       CASE WHEN id % 7000 = 0 THEN 'failed' ELSE 'read' END, run_at, run_at, created_at + 2000, updated_at FROM messages`,
    charge(0, "message in", "twilio", "carriage", 5_000_000),
    charge(1, "model", "openai", "gpt-6-luna", 300_000),
    charge(2, "message out", "twilio", "carriage", 5_000_000),
    ...["day", "substr(day, 1, 7)"].map(
      (period) => `INSERT INTO spent_money (period, user_id, nano_dollars)
        SELECT ${period} AS period, user_id, sum(nano_dollars) FROM charges GROUP BY 1, 2`,
    ),
    `INSERT INTO admin_audit (at, actor, action, user_id, detail)
     SELECT ${now} - n, 'terminal', 'setting changed', 1 + n % ${users}, 'SYSTEM_PROMPT' FROM ${numbers(10_000)}`,
  ];
}
