import { afterEach, beforeEach, expect, test } from "bun:test";
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { quickFolder } from "../../quick-folder.ts";
import { type ReplicasSetup, startReplicas } from "./replicas-setup.ts";

const FILES = 6;

let folder: string;
let setup: ReplicasSetup;
let offered: string[];
beforeEach(async () => {
  folder = quickFolder("documents-");
  offered = [];
  for (let file = 0; file < FILES; file += 1) {
    writeFileSync(join(folder, `${file}.txt`), `The text of file ${file}.`);
  }
  setup = await startReplicas(
    ({ tools = [] }) => {
      offered = tools.map(({ name }) => name);
      return "Yes.";
    },
    { settings: { KNOWLEDGE_DIR: folder } },
  );
});
afterEach(async () => {
  await setup.stop();
  rmSync(folder, { recursive: true, force: true });
});

test("of several servers one reads the documents, and each of them offers the search", async () => {
  const { one, two, sql, clock } = setup;
  await Promise.all([one.app.maintain(), two.app.maintain()]);
  // The one that came too late may have looked before the documents were read.
  await Promise.all([one.app.maintain(), two.app.maintain()]);
  expect(one.calls("beginFile") + two.calls("beginFile")).toBe(FILES);
  expect(await sql`SELECT DISTINCT state FROM knowledge_files`).toHaveLength(1);
  for (const server of [one, two]) {
    offered = [];
    await server.hear("What do the files say?");
    await setup.settle();
    expect(offered).toContain("search_documents");
    await clock.advance(60_000);
  }
});

test("a document that one server removes is found by none", async () => {
  const { one, two, sql } = setup;
  await one.app.maintain();
  for (let file = 0; file < FILES; file += 1) rmSync(join(folder, `${file}.txt`));
  await one.app.maintain();
  await two.app.maintain();
  expect(await sql`SELECT 1 FROM knowledge_words`).toHaveLength(0);
  await two.hear("What do the files say?");
  await setup.settle();
  expect(setup.sent()).toEqual(["Yes."]);
  expect(offered).not.toContain("search_documents");
});
