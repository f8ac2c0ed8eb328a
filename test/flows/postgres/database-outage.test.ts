import { afterEach, beforeEach, expect, test } from "bun:test";
import { ConfigError } from "../../../src/core/errors.ts";
import { type DatabaseWay, startDatabaseWay } from "../../database-way.ts";
import { type Replica, type ReplicasStage, startReplicas } from "./replicas-stage.ts";

let stage: ReplicasStage;
let way: DatabaseWay;
beforeEach(async () => {
  way = await startDatabaseWay();
  stage = await startReplicas(() => "Yes.", { through: (url) => way.through(url) });
});
afterEach(async () => {
  await stage.stop();
  way.stop();
});

async function health({ app }: Replica): Promise<{ code: number; body: unknown }> {
  const response = await app.handle(new Request("http://localhost/health"));
  return { code: response.status, body: await response.json() };
}
const failing = { code: 503, body: expect.objectContaining({ database: "failing" }) };

test("while the database is away messages are refused for Twilio to keep, and taken when it is back", async () => {
  const { code, body } = await health(stage.one);
  expect([code, body]).toEqual([200, expect.objectContaining({ status: "ok", database: "ok" })]);
  // PostgreSQL looks after its own files.
  expect(body).not.toHaveProperty("integrity");
  way.cut();
  expect((await stage.one.hear("anybody there?")).status).toBe(503);
  expect(await health(stage.one)).toEqual(failing);
  await way.mend();
  expect((await stage.one.hear("and now?")).status).toBe(200);
  await stage.settle();
  expect(stage.sent()).toEqual(["Yes."]);
  expect(await health(stage.two)).toMatchObject({ code: 200 });
});

test("a database that refuses access is a fault of the settings, reported without the password", async () => {
  const refused = startReplicas(() => "Yes.", {
    through: () => way.through(stage.url).replace(/[^/]*$/, "not_there"),
  });
  const reason: unknown = await refused.catch((error: unknown) => error);
  expect(reason).toBeInstanceOf(ConfigError);
  expect(String(reason)).toContain("DATABASE_URL names does not exist");
  expect(String(reason)).not.toContain(new URL(stage.url).password || "no password");
});

test("a database that hangs does not delay /health", async () => {
  way.hang();
  const asked = health(stage.one);
  // The request reaches the database before time goes on.
  await new Promise((resolve) => setImmediate(resolve));
  await stage.clock.advance(2_000);
  expect(await asked).toEqual(failing);
  way.cut();
  await way.mend();
});
