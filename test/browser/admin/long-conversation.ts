import type { TestApp } from "../../harness.ts";

const SECOND_MS = 1_000;

/** Puts this many answered questions before the first message of user 1. */
export async function fillConversation(bot: TestApp, count: number): Promise<void> {
  const until = bot.clock.now() - 3_600_000;
  const numbers = `WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < ${count})`;
  const at = `${until} - (${count} - n) * ${SECOND_MS}`;
  await bot.write(`${numbers} INSERT INTO messages (sid, user_id, conversation_id, direction, message_type,
      content, ai_response, is_processed, state, run_at, created_at, updated_at)
    SELECT 'SMlong' || n, 1, 1, 'inbound', 'text', 'Question ' || n || ': until when are you open?',
      'Until *18:00* today (' || n || ').', TRUE, 'done', ${at}, ${at}, ${at} FROM numbers`);
  await bot.write(`INSERT INTO deliveries (message_id, user_id, part, body, nonce, sid, state, run_at,
      created_at, updated_at)
    SELECT id, user_id, 0, ai_response, 'N' || id, 'SMpart' || id, 'read', run_at, created_at, updated_at
    FROM messages WHERE sid LIKE 'SMlong%'`);
}
