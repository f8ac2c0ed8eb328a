/** The server closes what is silent for ten seconds, even at the moment when it is used again. */
const FRESH_MS = 5_000;

/** One kept-alive connection, for one request at a time. */
export interface Connection {
  /** Sends the bytes of a request and resolves with the response's status. */
  ask(request: Uint8Array): Promise<number>;
  close(): void;
}

/** A pool with one connection per concurrent request. */
export interface Pool {
  ask(request: Uint8Array): Promise<number>;
  close(): void;
}

export interface Load {
  readonly perSecond: number;
  readonly latenciesMs: readonly number[];
  readonly refused: number;
}

/**
 * Opens a connection that knows just enough of HTTP to see a response end: a client of the usual
 * kind costs more than the server that is measured.
 */
async function connect(port: number): Promise<Connection> {
  let received = "";
  let waiting: PromiseWithResolvers<number> | null = null;
  const broken = (why: string) => {
    waiting?.reject(new Error(`the connection broke: ${why}`));
  };
  const socket = await Bun.connect({
    hostname: "127.0.0.1",
    port,
    socket: {
      data(_, chunk) {
        received += chunk.toString("latin1");
        const bodyAt = received.indexOf("\r\n\r\n") + 4;
        if (bodyAt < 4) return;
        const length = Number(/content-length: (\d+)/i.exec(received)?.[1] ?? 0);
        if (received.length < bodyAt + length) return;
        const status = Number(received.slice(9, 12));
        received = "";
        waiting?.resolve(status);
        waiting = null;
      },
      close: () => broken("closed"),
      error: (_, error) => broken(error.message),
    },
  });
  return {
    ask: (request) => {
      waiting = Promise.withResolvers<number>();
      socket.write(request);
      return waiting.promise;
    },
    close: () => {
      waiting = null;
      socket.end();
    },
  };
}

/** Opens connections as they are needed, and uses them again while they are fresh. */
export function createPool(port: number): Pool {
  const idle: { readonly connection: Connection; readonly since: number }[] = [];
  return {
    ask: async (request) => {
      const last = idle.pop();
      const isFresh = last !== undefined && performance.now() - last.since < FRESH_MS;
      const connection = isFresh ? last.connection : await connect(port);
      const status = await connection.ask(request);
      idle.push({ connection, since: performance.now() });
      return status;
    },
    close: () => {
      for (const { connection } of idle) connection.close();
    },
  };
}

/** Sends all requests over so many connections, each the next one as soon as it has its answer. */
export async function sendAll(
  port: number,
  connections: number,
  requests: readonly Uint8Array[],
): Promise<Load> {
  const opened = await Promise.all(Array.from({ length: connections }, () => connect(port)));
  const latenciesMs: number[] = [];
  let next = 0;
  let refused = 0;
  const startedAt = performance.now();
  await Promise.all(
    opened.map(async (connection) => {
      for (;;) {
        const request = requests[next++];
        if (request === undefined) return;
        const sentAt = performance.now();
        if ((await connection.ask(request)) !== 200) refused += 1;
        latenciesMs.push(performance.now() - sentAt);
      }
    }),
  );
  const seconds = (performance.now() - startedAt) / 1_000;
  for (const connection of opened) connection.close();
  return { perSecond: requests.length / seconds, latenciesMs, refused };
}

/** Sends one request after the other at a steady pace, however long the answers take. */
export async function sendAtPace(
  port: number,
  perSecond: number,
  requests: readonly Uint8Array[],
): Promise<Load> {
  const pool = createPool(port);
  const latenciesMs: number[] = [];
  const pending: Promise<void>[] = [];
  let refused = 0;

  async function send(request: Uint8Array): Promise<void> {
    const sentAt = performance.now();
    if ((await pool.ask(request)) !== 200) refused += 1;
    latenciesMs.push(performance.now() - sentAt);
  }

  const startedAt = performance.now();
  for (const [index, request] of requests.entries()) {
    const waitMs = startedAt + (index * 1_000) / perSecond - performance.now();
    if (waitMs > 0) await Bun.sleep(waitMs);
    pending.push(send(request));
  }
  await Promise.all(pending);
  const seconds = (performance.now() - startedAt) / 1_000;
  pool.close();
  return { perSecond: requests.length / seconds, latenciesMs, refused };
}
