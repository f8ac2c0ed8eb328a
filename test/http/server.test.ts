import { afterEach, describe, expect, test } from "bun:test";
import { Elysia, t } from "elysia";
import { connect } from "node:net";
import { ConfigError } from "../../src/core/errors.ts";
import { TransientError } from "../../src/core/errors.ts";
import { createHttpServer, type HttpServer } from "../../src/http/server.ts";
import { waitFor } from "../wait-for.ts";
import { recordingLog } from "./recording-log.ts";

const KIB = 1024;
const loopback = { host: "127.0.0.1", port: 0 };
const servers: HttpServer[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.stop()));
});

function startServer(allowedOrigins: string[] = []) {
  const log = recordingLog();
  const arrived = Promise.withResolvers<void>();
  const released = Promise.withResolvers<void>();
  const routes = new Elysia()
    .get("/", () => ({ hello: "world" }))
    .get("/items/:id", ({ params }) => params.id)
    .post("/items/:id", () => "stored")
    .post(
      "/raw",
      async ({ request }) => {
        arrived.resolve();
        return String((await request.text()).length);
      },
      { parse: "none" },
    )
    .post("/form", ({ body }) => body.name, { body: t.Object({ name: t.String() }) })
    .get("/broken", () => {
      throw new Error("canary: a secret of the inside");
    })
    .get("/busy", () => {
      throw new TransientError("canary: the database is locked");
    })
    .get("/slow", async () => {
      arrived.resolve();
      await released.promise;
      return "done";
    });
  const server = createHttpServer({ allowedOrigins, log });
  server.mount(routes);
  servers.push(server);
  const ask = (path: string, init?: RequestInit) =>
    server.handle(new Request(`http://localhost${path}`, init));
  return {
    server,
    log,
    ask,
    arrived: () => waitFor("a request at the server", arrived.promise),
    release: released.resolve,
  };
}

function post(body: string | ReadableStream, contentType = "text/plain"): RequestInit {
  return { method: "POST", body, headers: { "content-type": contentType } };
}

/** Sent in chunks, without a length in front. */
function streamOf(byteCount: number): ReadableStream {
  const chunk = new Uint8Array(KIB);
  let left = byteCount;
  return new ReadableStream({
    pull(controller) {
      if (left <= 0) return controller.close();
      controller.enqueue(chunk.subarray(0, Math.min(left, KIB)));
      left -= KIB;
    },
  });
}

describe("what cannot be answered is refused in small JSON", () => {
  test("an unknown address is 404", async () => {
    const response = await startServer().ask("/nowhere");
    expect(response.status).toBe(404);
    expect(await response.json()).toEqual({ error: "There is nothing here." });
  });

  const wrongMethods: [method: string, path: string, allow: string][] = [
    ["DELETE", "/", "GET, HEAD"],
    ["GET", "/raw", "POST"],
    ["OPTIONS", "/raw", "POST"],
    ["PUT", "/items/7", "GET, HEAD, POST"],
    ["PUT", "/items/7/", "GET, HEAD, POST"],
  ];
  test.each(wrongMethods)("%s %s is 405 and names %s", async (method, path, allow) => {
    const response = await startServer().ask(path, { method });
    expect(response.status).toBe(405);
    expect(response.headers.get("allow")).toBe(allow);
    expect(await response.json()).toEqual({ error: expect.any(String) });
  });

  test("a body that is not what it says is 400", async () => {
    const { ask, log } = startServer();
    for (const body of ["{", '{"name":1}']) {
      const response = await ask("/form", post(body, "application/json"));
      expect(response.status).toBe(400);
      expect(await response.json()).toEqual({ error: "The request was not understood." });
    }
    expect(log.lines).toEqual([]);
  });

  test("a fault of ours is 500 without a word about it, and stands in the log", async () => {
    const { ask, log } = startServer();
    const response = await ask("/broken?token=canary");
    expect(response.status).toBe(500);
    expect(await response.text()).not.toMatch(/canary|at /);
    expect(log.lines).toEqual([
      {
        level: "error",
        event: "request failed",
        facts: { method: "GET", path: "/broken", error: expect.any(Error) },
      },
    ]);
  });
});

test("what may work later is 503, and says when to come again", async () => {
  const response = await startServer().ask("/busy");
  expect(response.status).toBe(503);
  expect(response.headers.get("retry-after")).toBe("5");
  expect(await response.text()).not.toContain("canary");
});

describe("bodies", () => {
  test.each(["announced", "in chunks"])(
    "64 KiB are taken, one byte more is 413: %s",
    async (how) => {
      const { server, ask } = startServer();
      const { port } = server.listen(loopback);
      const body = (byteCount: number) =>
        how === "announced" ? "x".repeat(byteCount) : streamOf(byteCount);
      const overTheWire = (init: RequestInit) => fetch(`http://127.0.0.1:${port}/raw`, init);

      for (const send of [overTheWire, (init: RequestInit) => ask("/raw", init)]) {
        const fits = await send(post(body(64 * KIB)));
        expect(await fits.text()).toBe("65536");
        const tooLarge = await send(post(body(64 * KIB + 1)));
        expect(tooLarge.status).toBe(413);
        expect(await tooLarge.json()).toEqual({ error: "The body is too large." });
      }
    },
  );

  test("a flood is cut before it is read", async () => {
    const { port } = startServer().server.listen(loopback);
    const response = await fetch(`http://127.0.0.1:${port}/raw`, post("x".repeat(2 * KIB * KIB)));
    expect(response.status).toBe(413);
  });

  test("whoever hangs up in the middle does not fill the error log", async () => {
    const { server, log, arrived } = startServer();
    const { port } = server.listen(loopback);
    const socket = connect(port, "127.0.0.1");
    socket.write("POST /raw HTTP/1.1\r\nhost: localhost\r\ncontent-length: 10\r\n\r\nabc");
    await arrived();
    socket.destroy();
    await server.stop();
    expect(log.lines.map(({ level, event }) => [level, event])).toEqual([
      ["debug", "request failed"],
    ]);
  });
});

describe("headers", () => {
  test("every answer forbids the browser what it does not need", async () => {
    const { ask } = startServer();
    for (const path of ["/", "/nowhere", "/broken"]) {
      const { headers } = await ask(path);
      expect(headers.get("x-content-type-options")).toBe("nosniff");
      expect(headers.get("referrer-policy")).toBe("no-referrer");
      expect(headers.get("content-security-policy")).toContain("default-src 'none'");
      expect(headers.get("x-powered-by")).toBeNull();
    }
  });

  test("pages of allowed origins may call us, others may not", async () => {
    const { ask } = startServer(["https://app.example"]);
    const allowedFor = async (origin: string, init: RequestInit = {}) => {
      const response = await ask("/", { ...init, headers: { origin } });
      return response.headers.get("access-control-allow-origin");
    };
    expect(await allowedFor("https://app.example")).toBe("https://app.example");
    expect(await allowedFor("https://app.example", { method: "OPTIONS" })).toBe(
      "https://app.example",
    );
    expect(await allowedFor("https://evil.example")).toBeNull();
    expect(await allowedFor("http://app.example")).toBeNull();
  });

  test("without allowed origins nobody's page may", async () => {
    const { headers } = await startServer().ask("/", { headers: { origin: "https://a.example" } });
    expect([...headers.keys()].filter((name) => name.startsWith("access-control"))).toEqual([]);
  });

  test("an unknown address stays 404 where origins are allowed", async () => {
    const { ask } = startServer(["https://app.example"]);
    expect((await ask("/nowhere", { method: "POST" })).status).toBe(404);
  });
});

describe("listening", () => {
  test("the real port is told, and HEAD is answered like GET", async () => {
    const { port } = startServer().server.listen(loopback);
    expect(port).toBeGreaterThan(0);
    const response = await fetch(`http://127.0.0.1:${port}/`, { method: "HEAD" });
    expect(response.status).toBe(200);
    expect(await response.text()).toBe("");
  });

  test("a port that is taken is a plain fault, not a shared port", () => {
    const { port } = startServer().server.listen(loopback);
    const second = startServer().server;
    const listen = () => second.listen({ host: "127.0.0.1", port });
    expect(listen).toThrow(ConfigError);
    expect(listen).toThrow(`PORT ${port} cannot be listened on: another program does already`);
  });

  test("an address that is not ours is a plain fault", () => {
    const { server } = startServer();
    expect(() => server.listen({ host: "203.0.113.7", port: 0 })).toThrow(/choose another HOST/);
  });

  test("on stop a request in flight gets its answer, a new one finds nobody", async () => {
    const { server, arrived, release } = startServer();
    const { port } = server.listen(loopback);
    const answer = fetch(`http://127.0.0.1:${port}/slow`);
    await arrived();
    const stopped = server.stop();
    const second = await fetch(`http://127.0.0.1:${port}/`).catch(() => "nobody there");
    expect(second).toBe("nobody there");
    release();
    expect(await (await answer).text()).toBe("done");
    await stopped;
  });
});
