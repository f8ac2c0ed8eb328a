import { afterEach, beforeEach, expect, test } from "bun:test";
import { createSetup, type Setup } from "./setup.ts";

let setup: Setup;
beforeEach(() => {
  setup = createSetup();
});
afterEach(() => setup.stop());

test("an offered model answers from the click on, and every page is notified", async () => {
  const events = await setup.ask("/events");
  expect((await setup.post("/model", { id: "local" })).status).toBe(204);
  expect((await setup.state()).model).toMatchObject({ name: "llama", kind: "server" });
  expect((await setup.post("/model", { id: "script" })).status).toBe(204);
  expect((await setup.state()).model.kind).toBe("script");
  expect((await setup.post("/model", { id: "nowhere" })).status).toBe(404);
  setup.simulator.close();
  const changes = (await events.text()).match(/^data: \{"model":.*$/gm) ?? [];
  expect(changes.map((line) => JSON.parse(line.slice(6)).model.kind)).toEqual(["server", "script"]);
});

test("an entered server answers, or the page shows why it cannot; no page receives the key", async () => {
  const server = { url: "http://good", name: null, key: "sk-of-the-test" };
  expect((await setup.post("/server", server)).status).toBe(204);
  expect(setup.models.connected).toEqual([server]);
  expect(JSON.stringify(await setup.state())).not.toContain("sk-of-the-test");
  const refused = await setup.post("/server", { ...server, url: "http://bad" });
  expect(refused.status).toBe(422);
  expect(await refused.json()).toEqual({ error: "Nothing answered." });
});
