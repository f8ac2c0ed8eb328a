import type { SQL } from "bun";
import type { News, NewsStore } from "../news.ts";
import { connect, type Pool, type PoolOptions } from "./pool.ts";

const CHANNEL = "whatsapp_bot_news";
/** At most one message in this time for each process: PostgreSQL queues them for everybody. */
const PAUSE_MS = 50;
/** So many pieces of news stay below PostgreSQL's 8,000 bytes. */
const MAX_NEWS = 80;
const RETRY_MS = 5_000;
/** We hear ourselves as well: when that fails for so long, the way from the server is broken. */
const ECHO_MS = 30_000;

/**
 * News by LISTEN and NOTIFY. It is told outside of any transaction, because a NOTIFY in one makes all
 * commits of the database wait for each other, and gathered, so that a crowd costs no more than a few.
 */
export function createNews(
  pool: Pool,
  options: PoolOptions,
): NewsStore & { close(): Promise<void> } {
  const me = crypto.randomUUID();
  const waiting = new Map<string, News>();
  let listener: ((news: News) => void) | null = null;
  let ear: SQL | null = null;
  let unheardSince: number | null = null;
  let isTelling = false;
  let isClosed = false;

  async function tellAll(): Promise<void> {
    isTelling = true;
    // What is told at once goes at once, and together.
    await Bun.sleep(0);
    while (waiting.size > 0 && !isClosed) {
      const news = [...waiting.values()].slice(0, MAX_NEWS);
      for (const piece of news) waiting.delete(keyOf(piece));
      listenAnewIfDeaf();
      unheardSince ??= performance.now();
      const payload = JSON.stringify({ from: me, news });
      // Whoever does not hear it finds the same by polling.
      await pool.run((client) => client.notify(CHANNEL, payload)).catch(() => {});
      await Bun.sleep(PAUSE_MS);
    }
    isTelling = false;
  }

  function listenAnewIfDeaf(): void {
    const isDeaf = unheardSince !== null && performance.now() - unheardSince > ECHO_MS;
    if (ear === null || !isDeaf) return;
    const deaf = ear;
    unheardSince = null;
    void listen();
    void deaf.close({ timeout: 0 });
  }

  // Bun opens a lost connection again and listens again by itself; only the first time is ours.
  async function listen(): Promise<void> {
    const mine = connect(
      { ...options, size: 1 },
      { idle_session_timeout: 0, statement_timeout: 0 },
    );
    ear = mine;
    while (!isClosed && ear === mine) {
      try {
        await mine.listen(CHANNEL, heard);
        return;
      } catch {
        await Bun.sleep(RETRY_MS);
      }
    }
  }

  function heard(payload: string): void {
    const told = read(payload);
    if (told === null) return;
    if (told.from === me) unheardSince = null;
    else for (const news of told.news) listener?.(news);
  }

  return {
    tell: (news) => {
      waiting.set(keyOf(news), news);
      if (!isTelling) void tellAll();
    },
    hear: (mine) => {
      listener = mine;
      if (ear === null) void listen();
    },
    close: async () => {
      isClosed = true;
      await ear?.close({ timeout: 0 });
    },
  };
}

// Of one user's messages only the last matters.
function keyOf(news: News): string {
  return news.kind === "due" ? news.kind : `${news.kind} ${news.userId}`;
}

// Whoever may use the database can write here, other versions of us write what we do not know, and
// what is thrown in Bun's callback ends the process.
function read(payload: string): { readonly from: string; readonly news: readonly News[] } | null {
  try {
    const { from, news } = Object(JSON.parse(payload));
    return { from: String(from), news: Array.isArray(news) ? news.filter(isNews) : [] };
  } catch {
    return null;
  }
}

function isNews(told: unknown): told is News {
  const { kind, userId, messageId } = Object(told);
  switch (kind) {
    case "due":
      return true;
    case "received":
      return Number.isSafeInteger(userId) && Number.isSafeInteger(messageId);
    case "progressed":
      return Number.isSafeInteger(userId);
    default:
      return false;
  }
}
