import type { SQL } from "bun";
import type { BotEvent, EventChannel } from "../../core/event-bus.ts";
import { connect, type Pool, type PoolOptions } from "./pool.ts";

/** Its name, and `news` in the payload, are what servers of earlier versions know too. */
const CHANNEL = "whatsapp_bot_news";
/** At most one message in this time for each process: PostgreSQL queues them for every listener. */
const PAUSE_MS = 50;
/** So many events stay below PostgreSQL's 8,000 bytes. */
const MAX_EVENTS = 80;
const RETRY_MS = 5_000;
/** We hear ourselves as well: when that fails for so long, the way from the server is broken. */
const ECHO_MS = 30_000;

/**
 * Events by LISTEN and NOTIFY. They are published outside of any transaction, because a NOTIFY in one
 * makes all commits of the database wait for each other, and gathered, so that a crowd costs no more
 * than a few.
 */
export function createEventChannel(
  pool: Pool,
  options: PoolOptions,
): EventChannel & { close(): Promise<void> } {
  const me = crypto.randomUUID();
  const waiting = new Map<string, BotEvent>();
  let listener: ((event: BotEvent) => void) | null = null;
  let connection: SQL | null = null;
  let unheardSince: number | null = null;
  let isPublishing = false;
  let isClosed = false;

  async function publishAll(): Promise<void> {
    isPublishing = true;
    // What is published at once goes at once, and together.
    await Bun.sleep(0);
    while (waiting.size > 0 && !isClosed) {
      const news = [...waiting.values()].slice(0, MAX_EVENTS);
      for (const event of news) waiting.delete(keyOf(event));
      listenAgainIfDeaf();
      unheardSince ??= performance.now();
      const payload = JSON.stringify({ from: me, news });
      // A process that does not hear it finds the same by polling.
      await pool.run((client) => client.notify(CHANNEL, payload)).catch(() => {});
      await Bun.sleep(PAUSE_MS);
    }
    isPublishing = false;
  }

  function listenAgainIfDeaf(): void {
    const isDeaf = unheardSince !== null && performance.now() - unheardSince > ECHO_MS;
    if (connection === null || !isDeaf) return;
    const deaf = connection;
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
    connection = mine;
    while (!isClosed && connection === mine) {
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
    else for (const event of told.news) listener?.(event);
  }

  return {
    publish: (event) => {
      waiting.set(keyOf(event), event);
      if (!isPublishing) void publishAll();
    },
    subscribe: (mine) => {
      listener = mine;
      if (connection === null) void listen();
    },
    close: async () => {
      isClosed = true;
      await connection?.close({ timeout: 0 });
    },
  };
}

// Of one user's messages only the last matters.
function keyOf(event: BotEvent): string {
  return event.kind === "due" ? event.kind : `${event.kind} ${event.userId}`;
}

// Every user of the database can write here, other versions of us write what we do not know, and
// what is thrown in Bun's callback ends the process.
function read(
  payload: string,
): { readonly from: string; readonly news: readonly BotEvent[] } | null {
  try {
    const { from, news } = Object(JSON.parse(payload));
    return { from: String(from), news: Array.isArray(news) ? news.filter(isEvent) : [] };
  } catch {
    return null;
  }
}

function isEvent(told: unknown): told is BotEvent {
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
