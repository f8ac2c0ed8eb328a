import { connect, createServer, type Socket } from "node:net";

export interface DatabaseProxy {
  /** The same database, reached this way. */
  through(url: string): string;
  /** Ends every connection and takes no more. */
  cut(): void;
  /** Lets nothing pass any more, and says nothing. */
  hang(): void;
  mend(): Promise<void>;
  /** Returns the number of statements sent this way so far. */
  statements(): number;
  stop(): void;
}

/** A way to a PostgreSQL server that can be broken, and counts what goes there. */
export async function startDatabaseProxy(): Promise<DatabaseProxy> {
  let isHanging = false;
  let statements = 0;
  let target = { host: "", port: 0 };
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const upstream = connect(target);
    client.on(
      "data",
      countStatements(() => (statements += 1)),
    );
    for (const [from, to] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(from);
      from.on("data", (chunk: Buffer) => !isHanging && to.write(chunk));
      from.on("error", () => {});
      from.on("close", () => {
        sockets.delete(from);
        // In a network that drops everything, neither side learns that the other has ended.
        if (!isHanging) to.destroy();
      });
    }
  });
  const listen = (port: number) =>
    new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  await listen(0);
  const address = server.address();
  const ownPort = typeof address === "object" ? (address?.port ?? 0) : 0;
  const cut = () => {
    for (const socket of sockets) socket.destroy();
    server.close();
  };
  return {
    through: (url) => {
      const { hostname, port } = new URL(url);
      target = { host: hostname, port: Number(port) };
      const own = new URL(url);
      own.host = `127.0.0.1:${ownPort}`;
      return own.href;
    },
    cut,
    hang: () => {
      isHanging = true;
    },
    mend: async () => {
      isHanging = false;
      if (!server.listening) await listen(ownPort);
    },
    statements: () => statements,
    stop: cut,
  };
}

// Of PostgreSQL's protocol no more than this: a message is a letter, a length of four bytes that counts
// itself, and the rest; only the very first one has no letter. E executes, Q is a query in one piece.
function countStatements(count: () => void): (chunk: Buffer) => void {
  let left = Buffer.alloc(0);
  let isFirst = true;
  return (chunk) => {
    left = Buffer.concat([left, chunk]);
    for (;;) {
      const lengthAt = isFirst ? 0 : 1;
      if (left.length < lengthAt + 4) return;
      const end = lengthAt + left.readUInt32BE(lengthAt);
      if (left.length < end) return;
      if (!isFirst && "EQ".includes(String.fromCharCode(left[0] ?? 0))) count();
      isFirst = false;
      left = left.subarray(end);
    }
  };
}
