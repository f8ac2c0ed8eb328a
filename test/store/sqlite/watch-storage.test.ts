import { afterAll, expect, test } from "bun:test";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { TransientError } from "../../../src/core/errors.ts";
import { openSqliteStore } from "../../../src/store/sqlite/sqlite-store.ts";
import { createFakeClock } from "../../fake-clock.ts";
import { quickFolder } from "../../quick-folder.ts";

const folder = quickFolder("watch-");
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const LOOK_MS = 250;

test("a server that was suspended while another took over its database writes nothing more, and ends", async () => {
  const path = join(folder, "bot.db");
  const [sleeping, awake] = [createFakeClock(), createFakeClock()];
  const first = await openSqliteStore({ path, clock: sleeping });
  rmSync(`${path}.lock`);
  // Nothing moves the first one's clock while the second one waits for its answer.
  const second = await openSqliteStore({ path, clock: awake });
  for (let turn = 0; turn < 3; turn += 1) {
    await sleeping.advance(LOOK_MS);
    await awake.advance(LOOK_MS);
  }
  expect(await first.storage?.lost).toBeInstanceOf(TransientError);
  expect(first.storage?.fault()?.kind).toBe("taken-over");
  expect(await first.writeState("caught-up-to", "1").catch(String)).toContain("taken");
  expect(second.storage?.fault()).toBeNull();
  await second.writeState("caught-up-to", "2");
  await first.close();
  expect(await second.readState("caught-up-to")).toBe("2");
  await second.close();
  // Both have gone as they should: the next one has none to ask.
  await (await openSqliteStore({ path, clock: awake })).close();
});

test("a deleted lock file is recreated before another server starts", async () => {
  const path = join(folder, "anew.db");
  const clock = createFakeClock();
  const store = await openSqliteStore({ path, clock });
  rmSync(`${path}.lock`);
  await clock.advance(LOOK_MS);
  expect(openSqliteStore({ path, clock })).rejects.toThrow(`process ${process.pid}`);
  expect(store.storage?.fault()).toBeNull();
  await store.close();
});
