import { afterEach, expect, test } from "bun:test";
import { createHttpServer, type HttpServer } from "../../src/http/server.ts";
import { waitFor } from "../wait-for.ts";
import { recordingLog } from "./recording-log.ts";

const servers: HttpServer[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.stop()));
});

/** Starts a server whose requests wait: those below /kept are kept open, those below /plain are not. */
function startServer() {
  const released = Promise.withResolvers<void>();
  const server = createHttpServer({
    allowedOrigins: [],
    idleTimeoutSeconds: 1,
    log: recordingLog(),
  });
  servers.push(server);
  const arrivals = { kept: Promise.withResolvers<void>(), plain: Promise.withResolvers<void>() };
  for (const name of ["kept", "plain"] as const) {
    server.mountAt(`/${name}`, async (_request, connection) => {
      if (name === "kept") connection.keepOpen();
      arrivals[name].resolve();
      await released.promise;
      return new Response("done");
    });
  }
  const { port } = server.listen({ host: "127.0.0.1", port: 0 });
  return {
    server,
    release: released.resolve,
    /** Sends a request; resolves to what became of it. */
    ask: async (name: "kept" | "plain") => {
      const answer = fetch(`http://127.0.0.1:${port}/${name}`, { method: "POST" }).then(
        (response) => response.text(),
        () => "cut off",
      );
      await waitFor(`the request ${name}`, arrivals[name].promise);
      return { answer };
    },
  };
}

test("an owner waits for a long answer, while a silent connection of anyone else is cut off", async () => {
  const { ask, release } = startServer();
  const kept = await ask("kept");
  const plain = await ask("plain");
  expect(await waitFor("the end of the plain request", plain.answer)).toBe("cut off");
  release();
  expect(await waitFor("the kept request", kept.answer)).toBe("done");
});

test("a long answer does not hold up the stop", async () => {
  const { ask, server } = startServer();
  const kept = await ask("kept");
  await waitFor("the stop", server.stop());
  expect(await waitFor("the end of the kept request", kept.answer)).toBe("cut off");
});
