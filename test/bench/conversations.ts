import { Database } from "bun:sqlite";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { systemClock } from "../../src/core/system-clock.ts";
import type { AdminStore } from "../../src/store/admin-store.ts";
import { copyToPostgres } from "../../src/store/copy/copy-to-postgres.ts";
import { openPostgresAdminStore } from "../../src/store/postgres/admin-store.ts";
import { openAdminStore } from "../../src/store/sqlite/admin-store.ts";
import { openEmptyDatabase } from "../postgres.ts";
import { fillDatabase } from "./filled-database.ts";

// The data of the owner's page with 10,000 users, 1,000,000 messages and one conversation of 100,000:
//   bun --no-env-file test/bench/conversations.ts [sqlite|postgres]

const MESSAGES = Number(process.env["MESSAGES"] ?? 1_000_000);
const LONG = MESSAGES / 10;
const LONG_USER = 9_999;
const ROUNDS = 15;
const LIMIT = 50;

const folder = mkdtempSync(join(tmpdir(), "bench-conversations-"));
const path = join(folder, "bot.db");
try {
  await fillDatabase(path, MESSAGES);
  addLongConversation();
  if (process.argv[2] !== "postgres") {
    await measure("sqlite", openAdminStore({ path, clock: systemClock }));
  }
  if (process.argv[2] !== "sqlite") {
    const { url, drop } = await openEmptyDatabase();
    await copyToPostgres({ path, url }, () => {});
    const admin = await openPostgresAdminStore({ url });
    await measure("postgres", admin);
    await drop();
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
// A server that was started for it would keep this process alive.
process.exit();

function addLongConversation(): void {
  using database = new Database(path);
  database.run(`WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < ${LONG})
    INSERT INTO messages (sid, user_id, conversation_id, direction, message_type, content, ai_response,
      is_processed, state, run_at, created_at, updated_at)
    SELECT 'SM' || lower(hex(randomblob(16))), ${LONG_USER}, ${LONG_USER}, 'inbound', 'text',
      'Question ' || n, 'Answer ' || n, 1, 'done', at, at, at
    FROM (SELECT n, ${Date.now()} - 86400000 + n * 800 AS at FROM numbers)`);
  database.run(`INSERT INTO deliveries (message_id, user_id, part, body, nonce, sid, state, run_at,
      created_at, updated_at)
    SELECT id, user_id, 0, ai_response, lower(hex(randomblob(16))), 'SM' || lower(hex(randomblob(16))),
      'read', run_at, created_at, updated_at FROM messages WHERE content LIKE 'Question %'`);
  database.run("UPDATE users SET human_asked_at = created_at WHERE id % 1000 = 0");
  database.run("UPDATE users SET whatsapp_name = 'Grace ' || id WHERE id % 500 = 0");
}

async function measure(name: string, admin: AdminStore): Promise<void> {
  const list = (
    search: string | null,
    after: { lastAt: number; userId: number } | null = null,
    before: number | null = null,
  ) =>
    admin.conversations({
      search,
      after: after && { isWaiting: false, ...after },
      before,
      limit: LIMIT,
    });
  const { items: first } = await list(null);
  const end = first.at(-1);
  const after = { lastAt: end?.lastAt ?? 0, userId: end?.userId ?? 0 };
  const thread = await admin.threadBefore(LONG_USER, null, LIMIT);
  const middle = { at: thread[0]?.at ?? 0, id: (thread[0]?.id ?? 0) - LONG / 2 };
  const cases: Readonly<Record<string, () => Promise<unknown>>> = {
    "list, first page": () => list(null),
    "list, second page": () => list(null, after),
    "list, a page far behind": () => list(null, { lastAt: after.lastAt - 3_600_000, userId: 1 }),
    "search, a name": () => list("grace"),
    "search, a number": () => list("100077"),
    "search, a text": () => list(`number ${MESSAGES - 77} of`),
    "search, a text of every message": () => list("question"),
    "search, nothing": () => list("nowhere to be found"),
    "search in earlier texts, nothing": () => list("nowhere to be found", null, MESSAGES / 2),
    "search in earlier texts, every message": () => list("question", null, MESSAGES / 2),
    "conversation of one user": () => admin.conversationOf(LONG_USER),
    "thread of 100,000, first page": () => admin.threadBefore(LONG_USER, null, LIMIT),
    "thread of 100,000, in the middle": () => admin.threadBefore(LONG_USER, middle, LIMIT),
  };
  for (const [what, run] of Object.entries(cases)) {
    const times: number[] = [];
    const processorTimes: number[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      const begun = performance.now();
      const before = process.cpuUsage();
      await run();
      const { user, system } = process.cpuUsage(before);
      times.push(performance.now() - begun);
      processorTimes.push((user + system) / 1_000);
    }
    const medianOf = (all: readonly number[]) =>
      all.toSorted((a, b) => a - b)[Math.floor(ROUNDS / 2)]?.toFixed(1);
    const median = `median ${medianOf(times)} ms, of processor time ${medianOf(processorTimes)} ms`;
    process.stdout.write(`${name}\t${what}\t${median}\tmost ${Math.max(...times).toFixed(1)} ms\n`);
  }
  await admin.close();
}
