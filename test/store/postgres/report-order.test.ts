import { SQL } from "bun";
import { expect, test } from "bun:test";
import { createFakeClock } from "../../fake-clock.ts";
import { waitUntil } from "../../wait-for.ts";
import { setUp } from "../conformance/setup.ts";
import { openPostgres } from "../open-postgres.ts";

const PARTS = 8;

test("reports that arrive in any order change their parts in one order, so that servers do not deadlock", async () => {
  const clock = createFakeClock();
  const opened = await openPostgres(clock);
  const { store, receive, claim, answerStep, answer, partStep, close } = setUp(opened, clock);
  await using client = new SQL({ url: opened.where, max: 3 });
  const sent: { readonly nonce: string; readonly sid: string }[] = [];
  try {
    for (let number = 0; number < PARTS; number += 1) {
      await receive({ text: `question ${number}` });
      const lane = await claim();
      await answer(lane, await answerStep(lane), `answer ${number}`);
      const { id, nonce } = await partStep(lane, "send");
      const sid = `SM-${number}`;
      await store.recordAccepted(lane, id, { sid, nextAfterMs: 0 });
      await store.releaseLane(lane);
      sent.push({ nonce, sid });
    }
    const [first = ""] = sent.map(({ nonce }) => nonce).toSorted();
    const other = await client.reserve();
    await other.unsafe("BEGIN");
    await other.unsafe("SELECT id FROM deliveries WHERE nonce = $1 FOR UPDATE", [first]);

    const stored = Promise.all(
      sent
        .toReversed()
        .map((part) => store.recordStatus({ ...part, status: "sent", errorCode: null })),
    );
    await waitUntil("the reports to wait for the first part", async () => {
      const waiting = await client`SELECT 1 FROM pg_stat_activity
        WHERE datname = current_database() AND wait_event_type = 'Lock'`;
      return waiting.length > 0;
    });
    // Nothing of it is changed before the first.
    const free = await client`SELECT id FROM deliveries FOR UPDATE SKIP LOCKED`;
    expect(free).toHaveLength(PARTS - 1);

    await other.unsafe("COMMIT");
    await other.release();
    await stored;
    const raised = await client`SELECT id FROM deliveries WHERE state = 'sent'`;
    expect(raised).toHaveLength(PARTS);
  } finally {
    await close();
  }
});
