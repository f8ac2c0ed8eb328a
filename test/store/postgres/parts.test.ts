import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { wordsOfPart } from "../../../src/core/reply-part.ts";
import type { DeliveryStatus } from "../../../src/core/ports.ts";
import { at } from "../conformance/setup.ts";
import { openReplicas, type Replicas } from "./replicas.ts";

const ROUNDS = 8;
const AGAIN = { delayMs: 5_000, withinMs: 600_000, maxTimes: 3 };
const report = (nonce: string, sid: string, status: DeliveryStatus) => ({
  nonce,
  sid,
  status,
  errorCode: status === "failed" ? "63018" : null,
});

let replicas: Replicas;
const isEven = (index: number) => index % 2 === 0;
const either = (index: number) => (isEven(index) ? replicas.one : replicas.two);

describe("parts that are sent", () => {
  beforeEach(async () => {
    replicas = await openReplicas();
  });
  afterEach(() => replicas.close());

  /** Stores a new user's answer in these parts, the first of which is being sent. */
  async function sending(round: number, ...parts: string[]) {
    const { one } = replicas;
    const from = `whatsapp:+4915110000${String(round).padStart(3, "0")}`;
    await one.receive({ from });
    const lane = await one.claim();
    await one.answer(lane, await one.answerStep(lane), ...parts);
    return { from, lane, part: await one.partStep(lane, "send"), sid: `SM-${round}` };
  }

  async function stateOf(partId: number) {
    const [row] = await replicas.sql`
      SELECT deliveries.state, deliveries.resends, messages.state AS message
      FROM deliveries JOIN messages ON messages.id = message_id WHERE deliveries.id = ${partId}`;
    return row;
  }

  test("reports that come to both in any order, with the send's own end among them, leave the highest", async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const { lane, part, sid } = await sending(round, "one");
      const statuses: DeliveryStatus[] = ["read", "sent", "delivered", "accepted", "sent", "read"];
      await Promise.all([
        replicas.one.store.recordAccepted(lane, part.id, at(sid)),
        ...statuses.map((status, index) =>
          either(index).store.recordStatus(report(part.nonce, sid, status)),
        ),
      ]);
      expect(await stateOf(part.id)).toMatchObject({ state: "read", message: "done" });
    }
  });

  test("a failure that both are told of is sent again once", async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const { lane, part, sid } = await sending(round, "one");
      await replicas.one.store.recordAccepted(lane, part.id, at(sid));
      const failed = report(part.nonce, sid, "failed");
      const told = await Promise.all(
        [0, 1, 2, 3].map((index) => either(index).store.recordStatus(failed, AGAIN)),
      );
      expect(told.filter((found) => found !== null)).toHaveLength(1);
      expect(await stateOf(part.id)).toMatchObject({
        state: "pending",
        resends: 1,
        message: "answered",
      });
    }
  });

  test("a report is not lost while its user is merged with a known one", async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const externalUserId = `whatsapp:DE.user${round}`;
      await replicas.two.receive({
        from: externalUserId,
        identity: { phoneNumber: null, externalUserId },
      });
      const older = await replicas.two.claim();
      await replicas.two.answer(older, await replicas.two.answerStep(older));
      const { from, part, sid } = await sending(round, "one");
      const both = { from, identity: { phoneNumber: from, externalUserId } };
      const [receipt, ...told] = await Promise.all([
        replicas.two.receive(both),
        ...[0, 1, 2, 3].map((index) =>
          either(index).store.recordStatus(report(part.nonce, sid, "delivered")),
        ),
      ]);
      expect(receipt).toMatchObject({ outcome: "queued", userId: older.userId });
      expect(told).not.toContain(null);
      expect(await stateOf(part.id)).toMatchObject({ state: "delivered", message: "done" });
      // Waiting messages are irrelevant here.
      await replicas.sql`UPDATE messages SET state = 'done' WHERE state = 'received'`;
      await replicas.sql`UPDATE lanes SET owner = NULL, lease_until = 0, ready_at = 9007199254740991`;
    }
  });
});

describe("parts that are pulled", () => {
  beforeEach(async () => {
    replicas = await openReplicas({ isPulled: true });
  });
  afterEach(() => replicas.close());

  test("each goes out once, in order, however many ask both at once", async () => {
    const { one } = replicas;
    const receipt = await one.receive();
    if (receipt.outcome !== "queued") throw new Error("nothing was queued");
    const lane = await one.claim();
    await one.answer(lane, await one.answerStep(lane), "a", "b", "c");
    const taken = await Promise.all(
      Array.from({ length: 6 }, (_, index) =>
        either(index).store.claimReply(receipt, { lookUpAfterMs: 60_000, limit: 9, isFinal: true }),
      ),
    );
    expect(
      taken.flatMap((parts) => parts ?? []).map(({ content }) => wordsOfPart(content)),
    ).toEqual(["a", "b", "c"]);
    const hastened = await Promise.all(
      [0, 1].map((index) => either(index).store.hastenLookups(receipt.userId, 5_000)),
    );
    expect(hastened.filter((isHastened) => isHastened)).toHaveLength(1);
  });
});
