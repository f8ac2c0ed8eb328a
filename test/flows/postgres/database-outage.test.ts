import { afterEach, beforeEach, expect, test } from "bun:test";
import { ConfigError } from "../../../src/core/errors.ts";
import { type DatabaseProxy, startDatabaseProxy } from "../../database-proxy.ts";
import { type Replica, type ReplicasSetup, startReplicas } from "./replicas-setup.ts";

let setup: ReplicasSetup;
let proxy: DatabaseProxy;
beforeEach(async () => {
  proxy = await startDatabaseProxy();
  setup = await startReplicas(() => "Yes.", { through: (url) => proxy.through(url) });
});
afterEach(async () => {
  await setup.stop();
  proxy.stop();
});

async function health({ app }: Replica): Promise<{ code: number; body: unknown }> {
  const response = await app.handle(new Request("http://localhost/health"));
  return { code: response.status, body: await response.json() };
}
const failing = { code: 503, body: expect.objectContaining({ database: "failing" }) };

test("while the database is away messages are refused for Twilio to keep, and taken when it is back", async () => {
  const { code, body } = await health(setup.one);
  expect([code, body]).toEqual([200, expect.objectContaining({ status: "ok", database: "ok" })]);
  // PostgreSQL looks after its own files.
  expect(body).not.toHaveProperty("integrity");
  proxy.cut();
  expect((await setup.one.hear("anybody there?")).status).toBe(503);
  expect(await health(setup.one)).toEqual(failing);
  await proxy.mend();
  expect((await setup.one.hear("and now?")).status).toBe(200);
  await setup.settle();
  expect(setup.sent()).toEqual(["Yes."]);
  expect(await health(setup.two)).toMatchObject({ code: 200 });
});

test("a database that refuses access is a fault of the settings, reported without the password", async () => {
  const refused = startReplicas(() => "Yes.", {
    through: () => proxy.through(setup.url).replace(/[^/]*$/, "not_there"),
  });
  const reason: unknown = await refused.catch((error: unknown) => error);
  expect(reason).toBeInstanceOf(ConfigError);
  expect(String(reason)).toContain("DATABASE_URL names does not exist");
  expect(String(reason)).not.toContain(new URL(setup.url).password || "no password");
});

test("a database that hangs does not delay /health", async () => {
  proxy.hang();
  const asked = health(setup.one);
  // The request reaches the database before time goes on.
  await new Promise((resolve) => setImmediate(resolve));
  await setup.clock.advance(2_000);
  expect(await asked).toEqual(failing);
  proxy.cut();
  await proxy.mend();
});
