import { createServer } from "node:net";

const TRIES = 100;
/** The number of times that another program may take a port between the check and the start. */
const LOSSES = 10;

/**
 * Calls `listen` with the first port from `wanted` on that is free at 127.0.0.1, or any free one
 * for 0; with the next one if another program takes it first. Throws what `listen` throws.
 */
export async function onFreePort<T>(
  wanted: number,
  listen: (port: number) => Promise<T>,
): Promise<T> {
  let from = wanted;
  for (let losses = 0; ; losses += 1) {
    const port = await findFreePort(from);
    try {
      return await listen(port);
    } catch (error) {
      if (!isTaken(error) || losses === LOSSES) throw error;
      from = wanted === 0 ? 0 : port + 1;
    }
  }
}

async function findFreePort(wanted: number): Promise<number> {
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

/** Returns whether this error, or its cause, says that another program listens there. */
function isTaken(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return ("code" in error && error.code === "EADDRINUSE") || isTaken(error.cause);
}
