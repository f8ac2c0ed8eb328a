import { connect, createServer, type Socket } from "node:net";

/** `stall` swallows what is sent and keeps the connections open; `refuse` ends them and takes no more. */
export type Way = "pass" | "stall" | "refuse";

export interface TcpProxy {
  /** `url` with this proxy in the place of the server that it names. */
  through(url: string): string;
  /** From now on, for the connections that are open as well. */
  become(way: Way): void;
  /** Resolves with the next connection that is refused. */
  refused(): Promise<void>;
  stop(): void;
}

/** Stands between a client and a server on loopback, as a network that can be cut. */
export async function startTcpProxy(target: string): Promise<TcpProxy> {
  const port = Number(new URL(target).port);
  const sockets = new Set<Socket>();
  let way: Way = "pass";
  let next = Promise.withResolvers<void>();
  const server = createServer((client) => {
    if (way === "refuse") {
      client.destroy();
      next.resolve();
      next = Promise.withResolvers();
      return;
    }
    const upstream = connect(port, "127.0.0.1");
    join(client, upstream);
    join(upstream, client);
  });

  function join(from: Socket, to: Socket): void {
    sockets.add(from);
    from.on("data", (chunk: Buffer) => {
      if (way === "pass") to.write(chunk);
    });
    // In a network that swallows everything nobody learns that the other is gone.
    from.on("end", () => way === "stall" || to.end());
    from.on("error", () => way === "stall" || to.destroy());
    from.on("close", () => sockets.delete(from));
  }

  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const ownPort = typeof address === "object" && address !== null ? address.port : 0;
  return {
    through: (url) => {
      const changed = new URL(url);
      changed.port = String(ownPort);
      return changed.href;
    },
    refused: () => next.promise,
    become: (chosen) => {
      way = chosen;
      if (way === "refuse") for (const socket of sockets) socket.destroy();
    },
    stop: () => {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}
