import { afterEach, expect, test } from "bun:test";
import { Database } from "bun:sqlite";
import { join } from "node:path";
import type { AuditItem, Backups, Page } from "../../../src/admin/wire.ts";
import { LOCAL, signedIn } from "../../admin-client.ts";
import { startTestApp, type TestApp } from "../../harness.ts";

let bot: TestApp;
afterEach(() => bot.stop());

test("an owner creates a backup at the page and downloads it whole, which is recorded", async () => {
  bot = await startTestApp({ settings: LOCAL });
  const client = await signedIn(bot);
  expect(await client.read<Backups>("/api/backups")).toEqual({
    cannot: null,
    copyTo: expect.stringMatching(/ copy-to postgres:\/\/USER:PASSWORD@HOST:5432\/DATABASE/),
    files: [],
  });
  const created = await client.change("POST", "/api/backups");
  expect(created.status).toBe(200);
  const { files } = await client.read<Backups>("/api/backups");
  expect(files).toHaveLength(1);
  const [{ name, size, restore } = { name: "", size: 0, restore: "" }] = files;
  expect(restore).toContain(` restore ${join(bot.folder, "backups", name)}`);
  const download = await client.get(`/api/backups/${name}`);
  expect(download.headers.get("content-disposition")).toBe(`attachment; filename="${name}"`);
  const bytes = await download.bytes();
  expect(bytes).toHaveLength(size);
  const copy = join(bot.folder, "downloaded.db");
  await Bun.write(copy, bytes);
  using database = new Database(copy, { readonly: true });
  expect(database.query("PRAGMA quick_check").get()).toEqual({ quick_check: "ok" });
  const { items } = await client.read<Page<AuditItem>>("/api/audit");
  const rows = items.map(({ by, action, detail }) => `${by}: ${action} ${detail}`.trim());
  expect(rows).toEqual([
    `terminal: backup downloaded ${name}`,
    `terminal: backup created ${name}`,
    "terminal: signed in",
  ]);
  expect((await client.change("DELETE", `/api/backups/${name}`)).status).toBe(200);
  expect((await client.change("DELETE", `/api/backups/${name}`)).status).toBe(404);
  expect((await client.change("DELETE", "/api/backups/..%2Fbot.db")).status).toBe(404);
  expect((await client.read<Backups>("/api/backups")).files).toEqual([]);
});

test("no other file is downloaded under the name of a backup", async () => {
  bot = await startTestApp({ settings: LOCAL });
  const client = await signedIn(bot);
  for (const name of ["bot.db", "..%2Fbot.db", "%2e%2e%2fbot.db", "backup-x.db", "..%5Cbot.db"]) {
    expect((await client.get(`/api/backups/${name}`)).status).toBe(404);
  }
});
