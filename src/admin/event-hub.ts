import type { EventBus } from "../core/event-bus.ts";
import type { Clock } from "../core/ports.ts";
import type { ChangePlace } from "../store/admin-figures.ts";
import type { AdminStore } from "../store/admin-store.ts";
import type { Changed, LogLine } from "./wire.ts";

/** Well below the server's limit for silent connections. */
const HEARTBEAT_MS = 5_000;
const PAUSE_MS = 1_000;
/** A page that does not read for so many events is cut off, and opens the stream again. */
const MAX_UNREAD = 500;

export interface EventHub {
  /** Opens a stream; it is closed once `isAllowed` resolves to false. */
  open(isAllowed: () => Promise<boolean>): Response;
  /** Has the pages read again what is shown of a user; null is none in particular. */
  note(userId: number | null): void;
  sendLine(line: LogLine): void;
  /** Returns true if any page listens. */
  isHeard(): boolean;
  /** Closes the streams that are not allowed any more. */
  recheck(): Promise<void>;
  /** Closes all streams, so that the server can stop, and refuses new ones. */
  close(): void;
}

interface Stream {
  readonly controller: ReadableStreamDefaultController<Uint8Array>;
  isAllowed(): Promise<boolean>;
}

/** Sends server-sent events to any number of pages. */
export function createEventHub(deps: {
  readonly events: Pick<EventBus, "subscribe">;
  /** True if other processes change the database too. */
  readonly isShared: boolean;
  store(): Promise<Pick<AdminStore, "changesAfter">>;
  readonly clock: Clock;
}): EventHub {
  const { events, isShared, store, clock } = deps;
  const encoder = new TextEncoder();
  const streams = new Set<Stream>();
  let changed = new Set<number>();
  let isNoted = false;
  let sentAt = -Infinity;
  let isClosed = false;
  let place: ChangePlace = { messageId: null, partId: null, at: null };
  let cancelBeat = () => {};
  let cancelFlush: (() => void) | null = null;

  function write(text: string): void {
    const bytes = encoder.encode(text);
    for (const stream of streams) {
      const { controller } = stream;
      if ((controller.desiredSize ?? 0) < -MAX_UNREAD) end(stream);
      else controller.enqueue(bytes);
    }
  }

  function end(stream: Stream): void {
    if (!streams.delete(stream)) return;
    stream.controller.close();
    if (streams.size === 0) cancelBeat();
  }

  function beat(): void {
    cancelBeat = clock.after(HEARTBEAT_MS, () => {
      write(": still here\n\n");
      void look();
      if (streams.size > 0) beat();
    });
  }

  async function look(): Promise<void> {
    try {
      await recheck();
      if (isShared && streams.size > 0) await lookElsewhere();
    } catch {
      // The database is away: the pages notice it themselves.
    }
  }

  /** Finds what other processes stored; their events need not reach this one. */
  async function lookElsewhere(): Promise<void> {
    const found = await (await store()).changesAfter(place);
    ({ place } = found);
    for (const userId of found.userIds) note(userId);
  }

  async function recheck(): Promise<void> {
    for (const stream of streams) if (!(await stream.isAllowed())) end(stream);
  }

  function note(userId: number | null): void {
    if (streams.size === 0) return;
    isNoted = true;
    if (userId !== null) changed.add(userId);
    if (cancelFlush !== null) return;
    const waitMs = Math.max(0, sentAt + PAUSE_MS - clock.now());
    if (waitMs === 0) flush();
    else cancelFlush = clock.after(waitMs, flush);
  }

  function flush(): void {
    cancelFlush = null;
    if (!isNoted) return;
    const data: Changed = { now: true, conversations: [...changed] };
    changed = new Set();
    isNoted = false;
    sentAt = clock.now();
    write(toEvent("changed", data));
  }

  // Not settled here: the workers act on it, wherever they are.
  events.subscribe("received", ({ userId }) => {
    note(userId);
    return false;
  });
  events.subscribe("progressed", ({ userId }) => {
    note(userId);
    return false;
  });
  // Settled here: a notification for every report would cost more than ticks that other servers' pages
  // find when they look.
  events.subscribe("reported", ({ userId }) => {
    note(userId);
    return true;
  });
  events.subscribe("due", () => {
    note(null);
    return false;
  });

  return {
    open: (isAllowed) => {
      if (isClosed) return Response.json({ error: "The bot is stopping." }, { status: 503 });
      let own: Stream | null = null;
      const body = new ReadableStream<Uint8Array>({
        start: (controller) => {
          own = { controller, isAllowed };
          streams.add(own);
          controller.enqueue(encoder.encode("retry: 2000\n\n"));
          if (streams.size === 1) beat();
        },
        cancel: () => {
          if (own !== null) streams.delete(own);
          if (streams.size === 0) cancelBeat();
        },
      });
      return new Response(body, { headers: { "content-type": "text/event-stream" } });
    },
    note,
    sendLine: (line) => {
      if (streams.size > 0) write(toEvent("log", line));
    },
    isHeard: () => streams.size > 0,
    recheck,
    close: () => {
      isClosed = true;
      cancelBeat();
      cancelFlush?.();
      for (const stream of streams) end(stream);
    },
  };
}

function toEvent(name: string, data: unknown): string {
  return `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`;
}
