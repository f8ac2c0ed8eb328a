import { afterAll, afterEach, describe, expect, test } from "bun:test";
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ConfigError, TransientError } from "../../src/core/errors.ts";
import type { Desk } from "../../src/store/desk.ts";
import { openPostgresDesk } from "../../src/store/postgres/desk.ts";
import { restoreDatabase } from "../../src/store/sqlite/backup.ts";
import { openDesk } from "../../src/store/sqlite/desk.ts";
import { ADA, BOB, startTestApp, type TestApp } from "../harness.ts";
import { openTestDatabase } from "../postgres.ts";

let bot: TestApp;
let desk: Desk;
const undo: (() => Promise<void>)[] = [];
const start = async (settings: Record<string, string> = {}) => {
  bot = await startTestApp({ settings });
  undo.push(() => bot.stop());
  bot.openai.onMessage(/./, { content: "Here I am." });
};
const onSqlite = async (settings?: Record<string, string>) => {
  await start(settings);
  const beside = openDesk({ path: bot.database, clock: bot.clock });
  undo.push(() => beside.close());
  desk = beside;
  return beside;
};
const onPostgres = async (settings?: Record<string, string>) => {
  const { url, drop } = await openTestDatabase();
  undo.push(drop);
  await start({ ...settings, DATABASE_URL: url });
  desk = await openPostgresDesk({ url, clock: bot.clock });
  undo.push(() => desk.close());
};
afterEach(async () => {
  for (const step of undo.splice(0).toReversed()) await step();
});

const write = async (from: string, body: string) => {
  const { sid } = await bot.twilio.sendText({ from, body });
  await bot.settle(1_000);
  return sid;
};
const idOf = async (sid: string) => {
  const life = await desk.lifeOf(sid);
  if (life === null) throw new Error(`${sid} is not known`);
  return life.id;
};

describe.each([
  ["SQLite", onSqlite],
  ["PostgreSQL", onPostgres],
])("on %s, beside the running bot, an operator", (_, begin) => {
  test("has a message answered after all that was given up", async () => {
    await begin();
    bot.openai.nextRequestError(401, { code: "invalid_api_key" });
    const sid = await write(ADA, "Are you there?");
    expect(await desk.lifeOf(sid)).toMatchObject({
      state: "dead",
      parts: [{ state: "delivered" }],
    });
    expect(await desk.retry(await idOf(sid))).toEqual({ outcome: "answer-again" });
    await bot.app.maintain();
    await bot.settle(2_000);
    expect(bot.sent().at(-1)).toBe("Here I am.");
    expect(await desk.lifeOf(sid)).toMatchObject({
      state: "done",
      parts: [{ part: 0 }, { part: 1 }],
    });
    expect(await desk.retry(await idOf(sid))).toEqual({ outcome: "nothing-to-retry" });
  });

  test("has a reply sent again that Twilio refused, without asking the model again", async () => {
    await begin();
    bot.twilio.faults.next({ on: "create", kind: "code", code: 63016, status: 400 });
    const sid = await write(ADA, "Are you there?");
    expect((await desk.lifeOf(sid))?.parts).toMatchObject([
      { state: "failed", errorCode: "63016" },
    ]);
    expect(await desk.retry(await idOf(sid))).toEqual({ outcome: "send-again" });
    await bot.settle(2_000);
    expect(bot.sent()).toEqual(["Here I am."]);
    expect(bot.openai.getRequests()).toHaveLength(1);
    expect(await desk.lifeOf(sid)).toMatchObject({
      state: "done",
      parts: [{ state: "delivered" }],
    });
  });

  test("finds a message by the sid of a part of its answer", async () => {
    await begin();
    const sid = await write(ADA, "Are you there?");
    const part = bot.twilio.journal.messages[0]?.sid ?? "";
    expect((await desk.lifeOf(part))?.sid).toBe(sid);
    expect(await desk.lifeOf("SM-of-somebody-else")).toBeNull();
  });

  test("lets somebody in and locks them out from the next message on", async () => {
    await begin({ WHITELISTED_USERS: "+4915112345678" });
    await write(BOB, "Hello");
    await desk.setStanding(BOB, { isWhitelisted: true, isActive: true });
    await write(BOB, "Hello again");
    expect(bot.sent(BOB).at(-1)).toBe("Here I am.");
    await desk.setStanding(BOB, { isWhitelisted: false, isActive: false });
    const asked = bot.openai.getRequests().length;
    await write(BOB, "And now?");
    expect(bot.openai.getRequests()).toHaveLength(asked);
    expect(await desk.findPerson(BOB)).toMatchObject({ isActive: false, messages: 1, refused: 2 });
  });

  test("erases somebody, and a replay changes nothing", async () => {
    await begin();
    const sid = await write(ADA, "my canary is called Tweety");
    await write(BOB, "I stay");
    const person = await desk.findPerson(ADA);
    expect(await desk.erasePerson(person?.id ?? 0)).toBe(true);
    await bot.twilio.repeat(sid);
    await bot.settle(1_000);
    expect((await desk.people()).map(({ phoneNumber }) => phoneNumber)).toEqual([BOB]);
  });
});

test("who was erased from SQLite left no byte in its files", async () => {
  await onSqlite();
  await write(ADA, "my canary is called Tweety");
  const person = await desk.findPerson(ADA);
  await desk.erasePerson(person?.id ?? 0);
  for (const file of [bot.database, `${bot.database}-wal`]) {
    const bytes = existsSync(file) ? readFileSync(file, "latin1") : "";
    expect(bytes).not.toContain("Tweety");
    expect(bytes).not.toContain(ADA);
  }
});

describe("a backup", () => {
  const folder = mkdtempSync(join(tmpdir(), "backup-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test("taken while messages come in is whole, private, and brings everything back", async () => {
    const beside = await onSqlite();
    await write(ADA, "Before the backup");
    const coming = Array.from({ length: 20 }, (_, i) => write(BOB, `Meanwhile ${i}`));
    const file = join(folder, "backup.db");
    beside.backUp(file);
    await Promise.all(coming);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const elsewhere = join(folder, "restored", "bot.db");
    restoreDatabase(file, elsewhere, bot.clock.now());
    const restored = openDesk({ path: elsewhere, clock: bot.clock });
    const ada = await restored.findPerson(ADA);
    const said = await restored.conversation(ada?.id ?? 0, 10);
    expect(said.map(({ text }) => text)).toEqual(["Before the backup", "Here I am."]);
    await restored.close();
  });

  test("never replaces a file, nor a database that a server works on", async () => {
    const beside = await onSqlite();
    const file = join(folder, "second.db");
    beside.backUp(file);
    expect(() => beside.backUp(file)).toThrow(ConfigError);
    expect(() => restoreDatabase(file, bot.database, bot.clock.now())).toThrow(TransientError);
  });

  test("that is none changes nothing; a good one keeps what stood there", async () => {
    const beside = await onSqlite();
    await write(ADA, "Hello");
    const good = join(folder, "good.db");
    beside.backUp(good);
    const elsewhere = join(folder, "other", "bot.db");
    expect(restoreDatabase(good, elsewhere, bot.clock.now()).keptAt).toBeNull();
    for (const [name, content] of [
      ["nonsense.db", "no database at all"],
      ["empty.db", ""],
    ] as const) {
      const file = join(folder, name);
      await Bun.write(file, content);
      expect(() => restoreDatabase(file, elsewhere, bot.clock.now())).toThrow(ConfigError);
    }
    const { keptAt, messages } = restoreDatabase(good, elsewhere, bot.clock.now());
    expect(messages).toBe(1);
    expect(existsSync(keptAt ?? "")).toBe(true);
  });
});
