/** What other parts of the bot act on, in this process or in another on the same database. */
export type BotEvent =
  /** Something may be due. */
  | { readonly kind: "due" }
  | ({ readonly kind: "received" } & ReceivedMessage)
  /** A step of this user's was done. */
  | { readonly kind: "progressed"; readonly userId: number };

/** A message that was stored and wants an answer. */
export interface ReceivedMessage {
  readonly userId: number;
  readonly messageId: number;
  /** It is answered by itself, whatever waits with it. */
  readonly isCommand: boolean;
}

/** The way to the other processes on the same database. An event may get lost: poll as well. */
export interface EventChannel {
  /** Tells the others soon, and without a promise. */
  publish(event: BotEvent): void;
  /** From now on `listener` is called with the events of the others. */
  subscribe(listener: (event: BotEvent) => void): void;
}

/** The channel of a process that has its database for itself. */
export const NO_OTHERS: EventChannel = { publish: () => {}, subscribe: () => {} };

type Kind = BotEvent["kind"];
type EventOf<K extends Kind> = Extract<BotEvent, { readonly kind: K }>;
/** Returns whether the event is settled, so that no other process need hear of it. */
type Handler<Event> = (event: Event) => boolean;

export interface EventBus {
  /**
   * Calls the handlers of this process, then tells the others, unless a handler settled the event or
   * nothing here handles its kind. Call it after the commit of what it is about.
   */
  publish(event: BotEvent): void;
  subscribe<K extends Kind>(kind: K, handler: Handler<EventOf<K>>): void;
  /** From now on the events of the other processes are handled too. */
  connect(): void;
}

/** What a part needs that only publishes. */
export type Publisher = Pick<EventBus, "publish">;

/** Brings events to the parts that subscribed to them, here and in the processes behind `channel`. */
export function createEventBus(channel: EventChannel): EventBus {
  const handlers: { readonly [K in Kind]: Handler<EventOf<K>>[] } = {
    due: [],
    received: [],
    progressed: [],
  };

  /** Returns whether the others should hear of it. */
  function handle(event: BotEvent): boolean {
    switch (event.kind) {
      case "due":
        return isOpenAfter(handlers.due, event);
      case "received":
        return isOpenAfter(handlers.received, event);
      case "progressed":
        return isOpenAfter(handlers.progressed, event);
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
