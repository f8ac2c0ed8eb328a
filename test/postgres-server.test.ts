import { closeSync, fstatSync, openSync } from "node:fs";
import { expect, test } from "bun:test";
import { startPostgres } from "./postgres-server.ts";

const LONG_MS = 60_000;
/** The first ephemeral port on Linux; other systems begin higher. */
const FIRST_GIVEN_OUT = 32_768;

test(
  "a server whose port is taken while it is away says so, and is stopped as ever",
  async () => {
    const server = await startPostgres();
    const port = Number(new URL(server.url).port);
    expect(port).toBeLessThan(FIRST_GIVEN_OUT);
    const others: { stop(): void }[] = [];
    const restarted = server.restart("fast", async () => {
      others.push(Bun.listen({ hostname: "127.0.0.1", port, socket: { data: () => {} } }));
    });
    const refusal: unknown = await restarted.catch((error: unknown) => error);
    expect(String(refusal)).toContain("could not create any TCP/IP sockets");
    // It gets the number of the pipe that was closed.
    const file = openSync(import.meta.path, "r");
    await server.stop();
    expect(() => fstatSync(file)).not.toThrow();
    closeSync(file);
    for (const other of others) other.stop();
  },
  LONG_MS,
);
