import { connect, createServer, type Socket } from "node:net";

/** The treatment of one request: `stall` and `truncate` act in the middle of the answer. */
export type Roughness = "pass" | "stall" | "truncate" | "reset" | "garble" | "refuse";

export interface RoughProxy {
  readonly origin: string;
  /** The number of each. */
  readonly counts: ReadonlyMap<Roughness, number>;
  stop(): void;
}

/** Stands between the bot and a server, and treats each request as `choose` says. */
export async function startRoughProxy(
  target: string,
  choose: () => Roughness,
): Promise<RoughProxy> {
  const counts = new Map<Roughness, number>();
  const open = new Set<Socket>();
  const port = Number(new URL(target).port);
  const server = createServer((client) => {
    let how: Roughness = "pass";
    const upstream = connect(port, "127.0.0.1");
    for (const socket of [client, upstream]) {
      open.add(socket);
      socket.on("error", () => {});
      socket.on("close", () => open.delete(socket));
    }
    client.on("data", (chunk: Buffer) => {
      // A connection is used for one request after the other.
      if (chunk.subarray(0, 4).toString("latin1") === "POST") {
        how = choose();
        counts.set(how, (counts.get(how) ?? 0) + 1);
      }
      if (how === "refuse") client.destroy();
      else upstream.write(chunk);
    });
    upstream.on("data", (chunk: Buffer) => pass(chunk, how, client));
    upstream.on("end", () => client.end());
    client.on("close", () => upstream.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const ownPort = typeof address === "object" && address !== null ? address.port : 0;
  return {
    origin: `http://127.0.0.1:${ownPort}`,
    counts,
    stop: () => {
      for (const socket of open) socket.destroy();
      server.close();
    },
  };
}

function pass(chunk: Buffer, how: Roughness, client: Socket): void {
  const half = chunk.subarray(0, Math.floor(chunk.length / 2));
  switch (how) {
    case "pass":
    case "refuse":
      client.write(chunk);
      return;
    case "stall":
      client.write(half);
      return;
    case "truncate":
      client.end(half);
      return;
    case "reset":
      client.write(half);
      client.resetAndDestroy();
      return;
    case "garble":
      client.write(Buffer.from(chunk.toString("latin1").replaceAll(/["{}]/g, "#"), "latin1"));
  }
}
