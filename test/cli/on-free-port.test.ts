import { expect, test } from "bun:test";
import { onFreePort } from "../../src/cli/on-free-port.ts";

const serveOn = (port: number) =>
  Bun.serve({ hostname: "127.0.0.1", port, reusePort: false, fetch: () => new Response() });

test("a server that loses a free port to another program at the last moment gets the next one", async () => {
  const found: number[] = [];
  const quicker: Bun.Server<undefined>[] = [];
  for (const wanted of [0, 20_000 + Math.floor(Math.random() * 10_000)]) {
    found.length = 0;
    using server = await onFreePort(wanted, async (port) => {
      found.push(port);
      if (found.length < 3) quicker.push(serveOn(port));
      return serveOn(port);
    });
    expect(found).toHaveLength(3);
    expect(new Set(found).size).toBe(3);
    expect(server.port).toBe(found[2] ?? 0);
  }
  await Promise.all(quicker.map((server) => server.stop(true)));
});

test("any other failure is no reason for another port", async () => {
  let tries = 0;
  const outcome = onFreePort(0, async () => {
    tries += 1;
    throw new Error("no such folder");
  });
  expect(await outcome.catch((error: unknown) => error)).toMatchObject({
    message: "no such folder",
  });
  expect(tries).toBe(1);
});
