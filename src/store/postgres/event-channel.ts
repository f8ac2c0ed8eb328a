import type { SQL } from "bun";
import type { BotEvent, EventChannel } from "../../core/event-bus.ts";
import { connect, type Pool, type PoolOptions } from "./pool.ts";

/** The channel's name, and `news` in the payload, are also used by servers of earlier versions. */
const CHANNEL = "whatsapp_bot_news";
/** The least time between two messages of a process: PostgreSQL queues them for every listener. */
const PAUSE_MS = 50;
/** The number of events that fit into PostgreSQL's 8,000 bytes. */
const MAX_EVENTS = 80;
const RETRY_MS = 5_000;
/**
 * A process receives its own messages too: if none arrives within this time, the connection from
 * the server is broken.
 */
const ECHO_MS = 30_000;

/**
 * Creates a channel for events by LISTEN and NOTIFY. Events are published outside of any
 * transaction, because a NOTIFY in one makes all commits of the database wait for each other, and
 * in batches, so that many events cost few messages.
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
    // Events published in the same turn of the event loop go together.
    await Bun.sleep(0);
    while (waiting.size > 0 && !isClosed) {
      const news = [...waiting.values()].slice(0, MAX_EVENTS);
      for (const event of news) waiting.delete(keyOf(event));
      listenAgainIfDeaf();
      unheardSince ??= performance.now();
      const payload = JSON.stringify({ from: me, news });
      // A process that misses the event finds the work by polling.
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

  // Bun reopens a lost connection and listens again; only the first time is ours.
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

// Only the last event about one user's messages matters.
function keyOf(event: BotEvent): string {
  return event.kind === "due" ? event.kind : `${event.kind} ${event.userId}`;
}

// Every user of the database can write to the channel, other versions publish unknown events, and
// an error thrown in Bun's callback ends the process.
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
  const { kind, userId, messageId, afterMs = 0 } = Object(told);
  switch (kind) {
    case "due":
      return Number.isSafeInteger(afterMs);
    case "received":
      return Number.isSafeInteger(userId) && Number.isSafeInteger(messageId);
    case "taken-over":
    case "progressed":
      return Number.isSafeInteger(userId);
    default:
      return false;
  }
}
