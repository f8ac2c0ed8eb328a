import { Database } from "bun:sqlite";
import { afterEach, expect, test } from "bun:test";
import { statSync } from "node:fs";
import { createFakeClock } from "../../fake-clock.ts";
import { call, setUp, type Setup } from "../conformance/setup.ts";
import { openSqlite } from "../open-sqlite.ts";

const REPORTS = ["accepted", "sent", "delivered", "read"] as const;

let setup: Setup;
afterEach(() => setup.close());

/** Takes one message from its arrival to the last report on its answer; each step has a commit of its own. */
async function answerOnce(text: string): Promise<void> {
  const { store } = setup;
  await setup.receive({ text });
  const lane = await setup.claim();
  const turn = await setup.answerStep(lane);
  await store.beginModelCall(lane, turn, call());
  await setup.answer(lane, turn, `an answer to ${text}`);
  const { id, nonce } = await setup.partStep(lane, "send");
  const sid = `SM-${text}`;
  await store.recordAccepted(lane, id, { sid, nextAfterMs: 0 });
  await store.releaseLane(lane);
  for (const status of REPORTS) await store.recordStatus({ nonce, sid, status, errorCode: null });
}

test("an answer and its reports write at most 64 KiB to the disk, and something", async () => {
  const clock = createFakeClock();
  const opened = await openSqlite(clock);
  setup = setUp(opened, clock);
  await answerOnce("first");
  using beside = new Database(opened.where);
  beside.run("PRAGMA wal_checkpoint(TRUNCATE)");
  await answerOnce("second");
  const writtenBytes = statSync(`${opened.where}-wal`).size;
  expect(writtenBytes).toBeGreaterThan(20 * 1024);
  expect(writtenBytes).toBeLessThan(64 * 1024);
});
