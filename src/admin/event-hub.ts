import type { EventBus } from "../core/event-bus.ts";
import { createEventStreams, type EventStreams } from "../core/event-streams.ts";
import type { Clock } from "../core/ports.ts";
import type { ChangePlace } from "../store/admin-figures.ts";
import type { AdminStore } from "../store/admin-store.ts";
import type { Changed, LogLine } from "./wire.ts";

const PAUSE_MS = 1_000;

export interface EventHub extends Pick<EventStreams, "isHeard" | "recheck" | "close"> {
  /** Opens a stream; it is closed once `isAllowed` resolves to false. */
  open(isAllowed: () => Promise<boolean>): Response;
  /** Has the pages read again what is shown of a user; null is none in particular. */
  note(userId: number | null): void;
  sendLine(line: LogLine): void;
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
  const onBeat = () => void look();
  const streams = createEventStreams({ clock, closed: "The bot is stopping.", onBeat });
  let changed = new Set<number>();
  let isNoted = false;
  let sentAt = -Infinity;
  let place: ChangePlace = { messageId: null, partId: null, at: null };
  let cancelFlush: (() => void) | null = null;

  async function look(): Promise<void> {
    try {
      await streams.recheck();
      if (isShared && streams.isHeard()) await lookElsewhere();
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

  function note(userId: number | null): void {
    if (!streams.isHeard()) return;
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
    streams.send("changed", data);
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
    ...streams,
    open: (isAllowed) => streams.open("retry: 2000\n\n", isAllowed),
    note,
    sendLine: (line) => streams.send("log", line),
    close: () => {
      cancelFlush?.();
      streams.close();
    },
  };
}
