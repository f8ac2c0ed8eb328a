import { afterEach, beforeEach, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createServer, type Server, type TLSSocket } from "node:tls";
import { fetchAt } from "../../src/core/fetch-at.ts";
import { rejection } from "../models/openai/upstream.ts";

// No resolver knows the name: a request reaches the server by the address alone.
const NAME = "media.example";
const fixture = (name: string) =>
  readFileSync(join(import.meta.dir, "../fixtures", `${name}.pem`), "utf8");

let server: Server;
let asked: { name: unknown; request: string }[];
let answer: string;

async function serve(certificate: string): Promise<void> {
  const pem = fixture(certificate);
  server = createServer({ key: pem, cert: pem }, (socket: TLSSocket) => {
    socket.on("error", () => {});
    socket.once("data", (data) => {
      asked.push({ name: Reflect.get(socket, "servername"), request: data.toString() });
      socket.end(answer);
    });
  });
  server.on("tlsClientError", () => {});
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
}

const address = () => {
  const bound = server.address();
  if (bound === null || typeof bound === "string") throw new Error("the server has no port");
  return new URL(`https://${NAME}:${bound.port}/a%20photo?size=1`);
};
const trusting = (...names: string[]) => ({
  tls: { ca: names.map(fixture) },
  signal: AbortSignal.timeout(10_000),
});

beforeEach(() => {
  asked = [];
  answer = "HTTP/1.1 200 OK\r\nContent-Length: 7\r\nConnection: close\r\n\r\na photo";
});
afterEach(async () => {
  await new Promise((resolve) => server.close(resolve));
});

test("the checked address is the one connected to, whatever the name resolves to by now", async () => {
  await serve(NAME);
  const response = await fetchAt(["127.0.0.1"], address(), {
    ...trusting(NAME),
    headers: { authorization: "Basic x" },
  });
  expect(await response.text()).toBe("a photo");
  expect(asked).toHaveLength(1);
  const [{ name, request } = { name: null, request: "" }] = asked;
  expect(name).toBe(NAME);
  expect(request).toStartWith("GET /a%20photo?size=1 HTTP/1.1\r\n");
  expect(request.match(/(?<=^host: ).*$/gim)).toEqual([address().host]);
  expect(request).toMatch(/^authorization: Basic x$/im);
});

test("a server without a certificate of the name receives nothing", async () => {
  await serve("other.example");
  const all = trusting(NAME, "other.example");
  const error = await rejection(fetchAt(["127.0.0.1"], address(), all));
  expect(error).toMatchObject({ code: "ERR_TLS_CERT_ALTNAME_INVALID" });
  expect(asked).toEqual([]);
});

test("a server with an untrusted certificate receives nothing", async () => {
  await serve(NAME);
  const error = await rejection(
    fetchAt(["127.0.0.1"], address(), { signal: AbortSignal.timeout(10_000) }),
  );
  expect(String(error)).toMatch(/certificate/i);
  expect(asked).toEqual([]);
});

test("an address that does not respond is skipped for the next", async () => {
  await serve(NAME);
  const response = await fetchAt(["127.0.0.2", "::1", "127.0.0.1"], address(), trusting(NAME));
  expect(response.status).toBe(200);
  expect(asked).toHaveLength(1);
});

test("a name without an address is a failure, and so is one that was given up", async () => {
  await serve(NAME);
  expect(String(await rejection(fetchAt([], address(), trusting(NAME))))).toContain(NAME);
  const signal = AbortSignal.abort();
  const error = await rejection(fetchAt(["127.0.0.1"], address(), { signal }));
  expect(error).toMatchObject({ name: "AbortError" });
  expect(asked).toEqual([]);
});

test("a redirect is returned, not followed with this name", async () => {
  await serve(NAME);
  answer =
    "HTTP/1.1 302 Found\r\nLocation: /elsewhere\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
  const response = await fetchAt(["127.0.0.1"], address(), trusting(NAME));
  expect(response.status).toBe(302);
  expect(response.headers.get("location")).toBe("/elsewhere");
  expect(asked).toHaveLength(1);
});
