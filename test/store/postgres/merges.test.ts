import { afterEach, beforeEach, expect, test } from "bun:test";
import { TERMINAL } from "../../../src/store/admin-access.ts";
import type { AdminStore } from "../../../src/store/admin-store.ts";
import { openPostgresAdminStore } from "../../../src/store/postgres/admin-store.ts";
import { at, LEASE, type Setup } from "../conformance/setup.ts";
import { openReplicas, type Replicas } from "./replicas.ts";

let both: Replicas;
let admin: AdminStore;
beforeEach(async () => {
  both = await openReplicas();
  admin = await openPostgresAdminStore({ url: both.url, clock: both.clock });
});
afterEach(async () => {
  await admin.close();
  await both.close();
});

const ROUNDS = 12;
const MESSAGES = 4;

/** Works on whatever is due until nothing is, and notes where each answer goes. */
async function work(setup: Setup, owner: string, sent: string[]): Promise<void> {
  const { store } = setup;
  for (;;) {
    const lane = await store.claimLane(owner, LEASE.leaseMs);
    if (lane === null) return;
    for (;;) {
      const step = await store.nextStep(lane, LEASE);
      if (step?.kind === "answer") await setup.answer(lane, step.turn, `on ${step.turn.text}`);
      else if (step?.kind === "send") {
        const { id, to, content } = step.part;
        sent.push(`${content.kind === "text" ? content.text : ""} to ${to}`);
        await store.recordAccepted(lane, id, at(`SM${crypto.randomUUID()}`));
      } else break;
    }
    await store.releaseLane(lane);
  }
}

test("messages that two servers receive and answer while their users are merged are each answered once, where they were asked", async () => {
  const { one, two, clock, sql } = both;
  for (let round = 0; round < ROUNDS; round += 1) {
    const addresses = [`whatsapp:+4915110000${round + 10}`, `whatsapp:+5511980000${round + 100}`];
    const ids: number[] = [];
    for (const from of addresses) {
      const receipt = await one.receive({ from, text: `first of ${from}` });
      if (receipt.outcome === "queued") ids.push(receipt.userId);
    }
    const [keep = 0, other = 0] = round % 2 === 0 ? ids : ids.toReversed();
    const sent: string[] = [];
    const write = async (setup: Setup, from: string) => {
      for (let index = 0; index < MESSAGES; index += 1) {
        await setup.receive({ from, text: `${index} of ${from}` });
      }
    };
    const merge = async () => {
      for (;;) {
        const { outcome } = await admin.mergeUsers(
          { keep, other },
          { isAdmitted: false, by: TERMINAL },
        );
        if (outcome !== "being-sent") return outcome;
      }
    };
    const [outcome] = await Promise.all([
      merge(),
      write(one, addresses[0] ?? ""),
      write(two, addresses[1] ?? ""),
      work(one, "one", sent),
      work(two, "two", sent),
    ]);
    expect(outcome).toBe("merged");
    await work(one, "one", sent);
    const expected = addresses.flatMap((from) =>
      ["first", ...Array.from({ length: MESSAGES }, (_, index) => String(index))].map(
        (which) => `on ${which} of ${from} to ${from}`,
      ),
    );
    expect(sent.toSorted()).toEqual(expected.toSorted());
    const users =
      await sql`SELECT DISTINCT user_id FROM messages WHERE content LIKE ${`%${addresses[0]}`}
      OR content LIKE ${`%${addresses[1]}`}`;
    expect(users.map((row: { user_id: unknown }) => Number(row.user_id))).toEqual([keep]);
    clock.jump(60_000);
  }
}, 120_000);
