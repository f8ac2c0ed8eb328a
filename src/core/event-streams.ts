import type { Clock } from "./ports.ts";

/** Well below the server's limit for silent connections. */
const HEARTBEAT_MS = 5_000;
/** A page that does not read for so many events is cut off, and opens the stream again. */
const MAX_UNREAD = 500;

/** Streams of server-sent events to any number of pages. */
export interface EventStreams {
  /** Opens a stream that begins with a text; it is closed once `isAllowed` resolves to false. */
  open(beginning: string, isAllowed?: () => Promise<boolean>): Response;
  send(event: string, data: unknown): void;
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

/** Creates streams, without any yet. */
export function createEventStreams(deps: {
  readonly clock: Clock;
  /** The sentence for a page that comes too late. */
  readonly closed: string;
  /** Called every few seconds while a page listens. */
  onBeat?(): void;
}): EventStreams {
  const { clock, closed, onBeat = () => {} } = deps;
  const encoder = new TextEncoder();
  const streams = new Set<Stream>();
  let isClosed = false;
  let cancelBeat = () => {};

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
      onBeat();
      if (streams.size > 0) beat();
    });
  }

  return {
    open: (beginning, isAllowed = async () => true) => {
      if (isClosed) return Response.json({ error: closed }, { status: 503 });
      let own: Stream | null = null;
      const body = new ReadableStream<Uint8Array>({
        start: (controller) => {
          own = { controller, isAllowed };
          streams.add(own);
          controller.enqueue(encoder.encode(beginning));
          if (streams.size === 1) beat();
        },
        cancel: () => {
          if (own !== null) streams.delete(own);
          if (streams.size === 0) cancelBeat();
        },
      });
      return new Response(body, { headers: { "content-type": "text/event-stream" } });
    },
    send: (event, data) => {
      if (streams.size > 0) write(toEvent(event, data));
    },
    isHeard: () => streams.size > 0,
    recheck: async () => {
      for (const stream of streams) if (!(await stream.isAllowed())) end(stream);
    },
    close: () => {
      isClosed = true;
      cancelBeat();
      for (const stream of streams) end(stream);
    },
  };
}

/** Returns an event as it stands in a stream. */
export function toEvent(name: string, data: unknown): string {
  return `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`;
}
