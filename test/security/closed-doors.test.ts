import { afterAll, beforeAll, expect, test } from "bun:test";
import { type RealServer, startRealServer } from "./real-server.ts";

let server: RealServer;
beforeAll(async () => {
  server = await startRealServer();
});
afterAll(() => server.stop());

test.each([
  "/docs",
  "/docs/",
  "/docs/swagger-ui.js",
  "/docs/start.js",
  "/redoc",
  "/redoc/redoc.js",
  "/openapi.json",
  "/swagger",
  "/swagger/json",
  "/metrics",
  "/simulator",
  "/phone",
  "/demo",
  "/.env",
  "/data/whatsapp_bot.db",
  "/../data/whatsapp_bot.db",
  "/%2e%2e/data/whatsapp_bot.db",
  "/..%2fdata%2fwhatsapp_bot.db",
  "/__bun",
  "/_bun/client",
  "/debug",
])("in production there is nothing at %s", async (path) => {
  const response = await fetch(server.origin + path, { redirect: "manual" });
  expect(response.status).toBe(404);
  expect(await response.text()).toBe('{"error":"There is nothing here."}');
});

test("/metrics does not exist for visitors from this machine, whatever they bring", async () => {
  // Behind a proxy every visitor comes from this machine.
  for (const headers of [
    { authorization: "Bearer " },
    { authorization: "Bearer null" },
    { authorization: "Bearer undefined" },
    { "x-forwarded-for": "127.0.0.1" },
    { "x-real-ip": "127.0.0.1" },
    { host: "localhost" },
  ]) {
    const response = await fetch(`${server.origin}/metrics`, { headers: new Headers(headers) });
    expect(response.status).toBe(404);
  }
});

test("health reports the state of the server, and nothing about any user", async () => {
  expect(await (await fetch(`${server.origin}/health`)).json()).toEqual({
    status: "ok",
    database: "ok",
    integrity: "ok",
    circuits: { model: "closed", twilio: "closed" },
    waitingMessages: 0,
    waitingParts: 0,
    oldestWaitingSeconds: null,
    startedAt: expect.any(String),
    version: expect.any(String),
  });
});
