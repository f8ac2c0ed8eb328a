import { afterEach, describe, expect, test } from "bun:test";
import { waitUntil } from "../wait-for.ts";
import { EVERYTHING, type McpSetup, setUpMcp } from "./mcp-setup.ts";
import { freePort } from "../free-port.ts";

let setup: McpSetup | null = null;
let server: Bun.Subprocess | null = null;
afterEach(async () => {
  await setup?.mcp.close();
  server?.kill();
  await server?.exited;
  setup = null;
  server = null;
});

const stdio = { command: process.execPath, args: [EVERYTHING, "stdio"] };

async function overHttp(given?: number) {
  const port = given ?? freePort();
  server = Bun.spawn({
    cmd: [process.execPath, EVERYTHING, "streamableHttp"],
    env: { PATH: process.env["PATH"], PORT: String(port) },
    stdout: "ignore",
    stderr: "ignore",
  });
  const url = `http://127.0.0.1:${port}/mcp`;
  const answers = () => fetch(url).then(Boolean, () => false);
  await waitUntil("the server to listen", answers);
  return { type: "http", url };
}

describe.each(["stdio", "streamable HTTP"])("a real server over %s", (proxy) => {
  test("lists its tools under names of its own, and is called", async () => {
    setup = await setUpMcp({ everything: proxy === "stdio" ? stdio : await overHttp() });
    const names = await setup.names();
    expect(names).toContain("everything__echo");
    expect(names).toEqual(names.toSorted());
    expect(names.every((name) => /^everything__[\w-]+$/.test(name))).toBe(true);
    expect(await setup.call("everything__echo", { message: "Olá" })).toBe("Echo: Olá");
    expect(await setup.call("everything__get-sum", { a: 2, b: 40 })).toContain("42");
    expect(await setup.call("everything__get-tiny-image")).toContain(
      "(An image is part of the result and cannot be shown: image/png.)",
    );
    // The server refuses arguments that its own schema forbids; the model reads why.
    expect(await setup.call("everything__get-sum", { a: "two" })).toMatch(
      /^The tool reported an error: .*Invalid arguments/s,
    );
    for (const { definition } of await setup.mcp.tools()) {
      expect(definition.parameters).toMatchObject({ type: "object", properties: {} });
      expect(definition.description).not.toBe("");
    }
  });
});

test("a call to a server that is gone did not happen, and the tools come back with the server", async () => {
  const entry = await overHttp();
  setup = await setUpMcp({ everything: entry });
  expect(await setup.call("everything__echo", { message: "a" })).toBe("Echo: a");
  server?.kill();
  await server?.exited;
  const error = await setup
    .call("everything__echo", { message: "b" })
    .catch((caught: unknown) => caught);
  expect(error).toMatchObject({ name: "TransientError" });
  expect(await setup.names()).toEqual([]);
  await overHttp(Number(new URL(entry.url).port));
  await setup.clock.advance(60_000);
  const { call, names } = setup;
  await waitUntil("the tools to be back", async () => (await names()).length > 0);
  expect(await call("everything__echo", { message: "c" })).toBe("Echo: c");
});

test("a session has no more messages than it needs, and ends when the bot stops", async () => {
  const calls: string[] = [];
  using fake = Bun.serve({
    port: 0,
    hostname: "127.0.0.1",
    fetch: async (request) => {
      const text = await request.text();
      const { id, method, params } = JSON.parse(text || "{}");
      calls.push(`${request.method} ${request.headers.get("mcp-session-id")} ${method}`);
      if (id === undefined) return new Response(null, { status: method ? 202 : 405 });
      const results: Readonly<Record<string, object>> = {
        initialize: {
          protocolVersion: params?.protocolVersion,
          capabilities: { tools: {} },
          serverInfo: { name: "fake", version: "1" },
        },
        "tools/list": { tools: [{ name: "ping", inputSchema: { type: "object" } }] },
        "tools/call": { content: [{ type: "text", text: "pong" }] },
      };
      const result = results[method];
      return Response.json({ jsonrpc: "2.0", id, result }, { headers: { "mcp-session-id": "s1" } });
    },
  });
  const { mcp, names, call } = await setUpMcp({ fake: { url: fake.url.href } });
  expect(await names()).toEqual(["fake__ping"]);
  // Its signal aborts after every call, which is no news for the server.
  const over = new AbortController();
  expect(await call("fake__ping", {}, over.signal)).toBe("pong");
  over.abort();
  await mcp.close();
  expect(calls.filter((one) => !one.startsWith("GET"))).toEqual([
    "POST null initialize",
    "POST s1 notifications/initialized",
    "POST s1 tools/list",
    "POST s1 tools/call",
    "DELETE s1 undefined",
  ]);
});

test("an operator who lists tools gets these alone", async () => {
  setup = await setUpMcp({ everything: { ...stdio, tools: ["echo", "no-such-tool"] } });
  expect(await setup.names()).toEqual(["everything__echo"]);
});

test("a call that takes too long is cancelled, and the next one works", async () => {
  setup = await setUpMcp({ everything: stdio });
  const timeUp = new AbortController();
  await setup.names();
  const slow = setup.call(
    "everything__trigger-long-running-operation",
    { duration: 600, steps: 2 },
    timeUp.signal,
  );
  // The request is on its way.
  await new Promise((resolve) => setImmediate(resolve));
  timeUp.abort();
  const error = await slow.catch((caught: unknown) => caught);
  expect(error).toMatchObject({ name: "UserFacingError", code: "mcp--32001" });
  expect(await setup.call("everything__echo", { message: "still here" })).toBe("Echo: still here");
});
