import type { Clock } from "../core/ports.ts";
import type { SimulatorChange, SimulatorState } from "./wire.ts";

/** Well below the server's limit for silent connections. */
const HEARTBEAT_MS = 5_000;

export interface EventStreams {
  /** Opens a stream of events that begins with this state, followed by every change. */
  open(state: SimulatorState): Response;
  send(change: SimulatorChange): void;
  /** Ends all streams, so that the server can stop, and refuses new ones. */
  close(): void;
}

/** Sends server-sent events to any number of pages. */
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

  function start(state: SimulatorState): ReadableStream<Uint8Array> {
    let own: ReadableStreamDefaultController<Uint8Array> | undefined;
    return new ReadableStream({
      start(controller) {
        own = controller;
        controller.enqueue(encoder.encode(toEvent("state", state)));
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
    open(state) {
      if (isClosed) return Response.json({ error: "The demo is stopping." }, { status: 503 });
      return new Response(start(state), { headers: { "content-type": "text/event-stream" } });
    },
    send: (change) => write(toEvent("change", change)),
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
