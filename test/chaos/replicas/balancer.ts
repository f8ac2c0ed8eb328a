/** So long a balancer waits for the server behind it. */
const TIMEOUT_MS = 12_000;

export interface Balancer {
  readonly url: string;
  /** Sets the port of a place; null if it is empty. */
  place(slot: number, port: number | null): void;
  /** The number of responses by place and status: `"0 200"`. */
  readonly answers: ReadonlyMap<string, number>;
  stop(): void;
}

/**
 * Passes each request to the next server in rotation, and to the one after it if a place is empty.
 */
export function startBalancer(places: number): Balancer {
  const ports: (number | null)[] = Array.from({ length: places }, () => null);
  const answers = new Map<string, number>();
  let turn = 0;

  function note(slot: number, status: number): void {
    const name = `${slot} ${status}`;
    answers.set(name, (answers.get(name) ?? 0) + 1);
  }

  const server = Bun.serve({
    port: 0,
    hostname: "127.0.0.1",
    idleTimeout: 60,
    fetch: async (request) => {
      const { pathname, search } = new URL(request.url);
      const { method, headers } = request;
      const body = method === "GET" ? null : await request.arrayBuffer();
      for (let tries = 0; tries < places; tries += 1) {
        turn = (turn + 1) % places;
        const slot = turn;
        const port = ports[slot] ?? null;
        if (port === null) continue;
        try {
          const signal = AbortSignal.timeout(TIMEOUT_MS);
          const url = `http://127.0.0.1:${port}${pathname}${search}`;
          const response = await fetch(url, { method, headers, body, signal, keepalive: false });
          note(slot, response.status);
          return new Response(await response.arrayBuffer(), response);
        } catch (reason) {
          note(slot, 502);
          if (!isRefused(reason)) return new Response(null, { status: 502 });
        }
      }
      return new Response(null, { status: 503 });
    },
  });
  return {
    url: server.url.origin,
    place: (slot, port) => {
      ports[slot] = port;
    },
    answers,
    stop: () => void server.stop(true),
  };
}

function isRefused(reason: unknown): boolean {
  return reason instanceof Error && "code" in reason && reason.code === "ConnectionRefused";
}
