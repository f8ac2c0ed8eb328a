import { afterEach, beforeEach, expect, test } from "bun:test";
import { createStage, type Stage } from "./stage.ts";

let stage: Stage;
beforeEach(() => {
  stage = createStage();
});
afterEach(() => stage.stop());

test("an offered model answers from the click on, and every page is notified", async () => {
  const events = await stage.ask("/events");
  expect((await stage.post("/model", { id: "local" })).status).toBe(204);
  expect((await stage.state()).model).toMatchObject({ name: "llama", kind: "server" });
  expect((await stage.post("/model", { id: "script" })).status).toBe(204);
  expect((await stage.state()).model.kind).toBe("script");
  expect((await stage.post("/model", { id: "nowhere" })).status).toBe(404);
  stage.simulator.close();
  const changes = (await events.text()).match(/^data: \{"model":.*$/gm) ?? [];
  expect(changes.map((line) => JSON.parse(line.slice(6)).model.kind)).toEqual(["server", "script"]);
});

test("an entered server answers, or the page shows why it cannot; no page receives the key", async () => {
  const server = { url: "http://good", name: null, key: "sk-of-the-test" };
  expect((await stage.post("/server", server)).status).toBe(204);
  expect(stage.models.connected).toEqual([server]);
  expect(JSON.stringify(await stage.state())).not.toContain("sk-of-the-test");
  const refused = await stage.post("/server", { ...server, url: "http://bad" });
  expect(refused.status).toBe(422);
  expect(await refused.json()).toEqual({ error: "Nothing answered." });
});
