/**
 * An event that other parts of the bot act on, in this process or in another on the same database.
 */
export type BotEvent =
  /** Work may be due, at once or after this time. */
  | { readonly kind: "due"; readonly afterMs?: number }
  | ({ readonly kind: "received" } & ReceivedMessage)
  /** An owner answers this user from now on: an answer in the making is not wanted. */
  | { readonly kind: "taken-over"; readonly userId: number }
  /** A step of this user's lane was completed. */
  | { readonly kind: "progressed"; readonly userId: number }
  /** A messenger reported on a message to this user. */
  | { readonly kind: "reported"; readonly userId: number };

/** A message that was stored and needs an answer. */
export interface ReceivedMessage {
  readonly userId: number;
  readonly messageId: number;
  /** The message is answered on its own, whatever else is waiting. */
  readonly isCommand: boolean;
}

/**
 * The connection to the other processes on the same database. An event may get lost: poll as well.
 */
export interface EventChannel {
  /** Sends the event to the other processes soon, without a guarantee. */
  publish(event: BotEvent): void;
  /** Calls `listener` with the events of the other processes from now on. */
  subscribe(listener: (event: BotEvent) => void): void;
}

/** The channel of a process that is alone on its database. */
export const NO_OTHERS: EventChannel = { publish: () => {}, subscribe: () => {} };

type Kind = BotEvent["kind"];
type EventOf<K extends Kind> = Extract<BotEvent, { readonly kind: K }>;
/** Returns whether the event is settled, so that no other process needs it. */
type Handler<Event> = (event: Event) => boolean;

export interface EventBus {
  /**
   * Calls the handlers of this process, then sends the event to the other processes, unless a
   * handler settled it or none here handles its kind. Call it after the commit that the event is
   * about.
   */
  publish(event: BotEvent): void;
  subscribe<K extends Kind>(kind: K, handler: Handler<EventOf<K>>): void;
  /** Handles the events of the other processes from now on. */
  connect(): void;
}

/** The part of the bus that a publisher needs. */
export type Publisher = Pick<EventBus, "publish">;

/**
 * Creates the bus that delivers events to their subscribers, here and in the processes behind
 * `channel`.
 */
export function createEventBus(channel: EventChannel): EventBus {
  const handlers: { readonly [K in Kind]: Handler<EventOf<K>>[] } = {
    due: [],
    received: [],
    "taken-over": [],
    progressed: [],
    reported: [],
  };

  /** Returns whether the other processes need the event. */
  function handle(event: BotEvent): boolean {
    switch (event.kind) {
      case "due":
        return isOpenAfter(handlers.due, event);
      case "received":
        return isOpenAfter(handlers.received, event);
      case "taken-over":
        return isOpenAfter(handlers["taken-over"], event);
      case "progressed":
        return isOpenAfter(handlers.progressed, event);
      case "reported":
        return isOpenAfter(handlers.reported, event);
    }
  }

  return {
    publish: (event) => {
      if (handle(event)) channel.publish(event);
    },
    subscribe: (kind, handler) => {
      handlers[kind].push(handler);
    },
    connect: () => {
      channel.subscribe((event) => {
        handle(event);
      });
    },
  };
}

function isOpenAfter<Event>(handlers: readonly Handler<Event>[], event: Event): boolean {
  const settled = handlers.map((handler) => handler(event));
  return handlers.length > 0 && !settled.includes(true);
}
