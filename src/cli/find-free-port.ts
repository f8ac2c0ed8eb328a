import { createServer } from "node:net";

const TRIES = 100;

/** The first port from `wanted` on that nobody listens on at 127.0.0.1; any free one for 0. */
export async function findFreePort(wanted: number): Promise<number> {
  for (let port = wanted; port < Math.min(wanted + TRIES, 65_536); port += 1) {
    const free = await tryPort(port);
    if (free !== null) return free;
  }
  return (await tryPort(0)) ?? 0;
}

function tryPort(port: number): Promise<number | null> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once("error", () => resolve(null));
    probe.listen({ port, host: "127.0.0.1", exclusive: true }, () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === "object" && address ? address.port : null));
    });
  });
}
