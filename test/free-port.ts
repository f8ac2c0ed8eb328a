/** Below the ports that systems give to those who ask for any, so that no other test is given it. */
const LOWEST = 10_000;
const HIGHEST = 30_000;

/** Returns a port of 127.0.0.1 on which no program listens. */
export function freePort(): number {
  for (;;) {
    const port = LOWEST + Math.floor(Math.random() * (HIGHEST - LOWEST));
    if (isFree(port)) return port;
  }
}

function isFree(port: number): boolean {
  try {
    Bun.listen({ hostname: "127.0.0.1", port, socket: { data: () => {} } }).stop(true);
    return true;
  } catch {
    return false;
  }
}
