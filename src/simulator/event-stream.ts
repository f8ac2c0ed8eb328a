import type { Clock } from "../core/ports.ts";

/** Well under the time after which the server hangs up on a silent connection. */
const HEARTBEAT_MS = 5_000;

export interface EventStreams {
  /** A stream of server-sent events that begins with `first` and goes on with whatever is sent to all. */
  open(first: unknown): Response;
  /** Sends one event to every open stream. */
  send(event: "change", data: unknown): void;
  /** Ends all streams, so that the server can stop, and opens no more. */
  close(): void;
}

/** Server-sent events to any number of pages. */
export function createEventStreams(clock: Clock): EventStreams {
  const encoder = new TextEncoder();
  const open = new Set<ReadableStreamDefaultController<Uint8Array>>();
  let isClosed = false;
  let stopBeating = () => {};

  function write(text: string): void {
    for (const controller of open) controller.enqueue(encoder.encode(text));
  }

  function beat(): void {
    stopBeating = clock.after(HEARTBEAT_MS, () => {
      write(": still here\n\n");
      if (open.size > 0) beat();
    });
  }

  function start(first: unknown): ReadableStream<Uint8Array> {
    let own: ReadableStreamDefaultController<Uint8Array> | undefined;
    return new ReadableStream({
      start(controller) {
        own = controller;
        controller.enqueue(encoder.encode(toEvent("state", first)));
        open.add(controller);
        if (open.size === 1) beat();
      },
      cancel() {
        if (own) open.delete(own);
        if (open.size === 0) stopBeating();
      },
    });
  }

  return {
    open(first) {
      if (isClosed) return Response.json({ error: "The demo is stopping." }, { status: 503 });
      return new Response(start(first), { headers: { "content-type": "text/event-stream" } });
    },
    send: (event, data) => write(toEvent(event, data)),
    close() {
      isClosed = true;
      stopBeating();
      for (const controller of open) controller.close();
      open.clear();
    },
  };
}

function toEvent(name: string, data: unknown): string {
  return `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`;
}
