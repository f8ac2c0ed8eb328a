import { afterEach, expect, test } from "bun:test";
import { createFakeClock } from "../../fake-clock.ts";
import { aMessage } from "../../messages.ts";
import { admitted, setUp, type Setup } from "../conformance/setup.ts";
import { openSqlite } from "../open-sqlite.ts";

let setup: Setup;
afterEach(() => setup.close());

test("while many messages wait they are counted anew at every hundredth that comes", async () => {
  const clock = createFakeClock();
  setup = setUp(await openSqlite(clock), clock);
  const told: number[] = [];
  const receive = () =>
    setup.store.receive(aMessage(), (standing) => {
      told.push(standing.openInAll);
      return admitted();
    });
  await Promise.all(Array.from({ length: 250 }, receive));
  expect(told).toEqual(Array.from({ length: 250 }, (_, index) => index));
  await setup.query("UPDATE messages SET state = 'done'");
  told.length = 0;
  await Promise.all(Array.from({ length: 120 }, receive));
  const anew = told.findIndex((open) => open < 200);
  expect(anew).toBeGreaterThan(0);
  expect(anew).toBeLessThan(100);
  expect(told[anew]).toBe(anew);
});
