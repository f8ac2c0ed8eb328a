import { Database } from "bun:sqlite";
import { systemClock } from "../../src/core/system-clock.ts";
import { openSqliteStore } from "../../src/store/sqlite/sqlite-store.ts";
import { userOf } from "./signed-requests.ts";

const USERS = 10_000;
/** Those who are measured: every size holds twenty messages of each of them or more. */
export const MEASURED_USERS = 50;
const THEIRS = 1_000;

/**
 * Makes a database of 10,000 users and so many answered messages, none of them open. The twenty
 * messages or more of each measured user lie spread over the whole file, as if they had come in time.
 */
export async function fillDatabase(path: string, messages: number): Promise<void> {
  await (await openSqliteStore({ path, clock: systemClock })).close();
  const database = new Database(path, { strict: true });
  // The data are disposable: only the speed of filling matters.
  for (const pragma of ["journal_mode = OFF", "synchronous = OFF", "cache_size = -400000"]) {
    database.run(`PRAGMA ${pragma}`);
  }
  database.run("BEGIN");
  const indexes = database
    .query<{ name: string; sql: string }, []>(
      "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL AND tbl_name IN ('messages', 'deliveries')",
    )
    .all();
  // Sorted once, in place of a page for every row.
  for (const { name } of indexes) database.run(`DROP INDEX ${name}`);
  const now = Date.now();
  const numbers = (count: number) =>
    `WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < ${count})`;
  const prefix = userOf(0).replace(/100000$/, "");
  database.run(`${numbers(USERS)}
    INSERT INTO users (id, phone_number, reply_to, whatsapp_name, code, welcomed_at, created_at, updated_at)
    SELECT n, '${prefix}' || (99999 + n), '${prefix}' || (99999 + n), 'Ada', 'code-' || n, ${now}, ${now}, ${now}
    FROM numbers`);
  database.run(`INSERT INTO conversations (id, user_id, title, created_at, updated_at)
    SELECT id, id, 'A conversation', ${now}, ${now} FROM users`);
  database.run(`INSERT INTO lanes (user_id, last_at) SELECT id, ${now} - id * 1000 FROM users`);
  const every = messages / THEIRS;
  database.run(`${numbers(messages)}
    INSERT INTO messages (id, sid, user_id, conversation_id, direction, message_type, content,
      ai_response, ai_model_used, prompt_tokens, completion_tokens, total_tokens, is_processed, state,
      starts, run_at, first_call_at, answered_by, created_at, updated_at)
    SELECT n, 'SM' || lower(hex(randomblob(16))), who, who, 'inbound', 'text',
      'A question of ordinary length, number ' || n || ' of those that were stored before.',
      'An answer of ordinary length to question ' || n || ': it says what was asked for, and then a little more, as answers do.',
      'stand-in', 400, 60, 460, 1, 'done', 1, at, at, n, at, at
    FROM (SELECT n, ${now} - 86400000 + n * 80000 / ${messages} * 1000 AS at,
      CASE WHEN n % ${every} = 0 THEN 1 + (n / ${every}) % ${MEASURED_USERS}
           ELSE ${MEASURED_USERS + 1} + (n * 7919) % ${USERS - MEASURED_USERS} END AS who FROM numbers)`);
  database.run(`INSERT INTO deliveries (message_id, user_id, part, body, nonce, sid, state, run_at,
      started_at, created_at, updated_at)
    SELECT id, user_id, 0, ai_response, lower(hex(randomblob(16))), 'SM' || lower(hex(randomblob(16))),
      'read', run_at, run_at, created_at, updated_at FROM messages`);
  for (const { sql } of indexes) database.run(sql);
  database.run("COMMIT");
  database.run("PRAGMA journal_mode = WAL");
  database.close();
}
