import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { TERMINAL } from "../../../src/store/admin-access.ts";
import type { Attachment } from "../../../src/core/message.ts";
import { openPostgresAdminStore } from "../../../src/store/postgres/admin-store.ts";
import type { Receipt, Verdict } from "../../../src/store/receipt.ts";
import type { Store } from "../../../src/store/store.ts";
import { aMessage } from "../../messages.ts";
import { admitted } from "../conformance/setup.ts";
import { openReplicas, type Replicas } from "./replicas.ts";

const ADA = "whatsapp:+4915112345678";
const HOUR_MS = 3_600_000;
const LEASE_MS = 30_000;
const refused = (): Verdict => ({ admitted: false, why: "not-whitelisted", notice: null });
const photo: Attachment = { url: "https://x/1", contentType: "image/jpeg", kind: "image" };

describe("users and their history in PostgreSQL", () => {
  let replicas: Replicas;
  let store: Store;
  beforeEach(async () => {
    replicas = await openReplicas();
    ({ store } = replicas.one);
  });
  afterEach(() => replicas.close());

  async function erase(userId: number): Promise<boolean> {
    const admin = await openPostgresAdminStore({ url: replicas.url, clock: replicas.clock });
    try {
      return await admin.eraseUser(userId, TERMINAL);
    } finally {
      await admin.close();
    }
  }
  const idOf = (receipt: Receipt): number => ("userId" in receipt ? receipt.userId : 0);

  test("nothing of a user is written again if a message has no new facts about them", async () => {
    const version = async () => (await replicas.sql`SELECT xmin::text FROM users`)[0];
    await store.receive(aMessage(), admitted);
    const before = await version();
    await store.receive(aMessage({ profileName: null }), admitted);
    expect(await version()).toEqual(before);
    await store.receive(aMessage({ profileName: "Ada L." }), admitted);
    expect(await version()).not.toEqual(before);
  });

  test("a user copied from another database without a lane is received like any other", async () => {
    await store.receive(aMessage(), refused);
    await replicas.sql`DELETE FROM lanes`;
    expect(await store.receive(aMessage(), admitted)).toMatchObject({ outcome: "queued" });
    expect(await store.claimLane("me", LEASE_MS)).not.toBeNull();
  });

  test("an erased user leaves nothing, the removal of their copies is queued, and no replay is new", async () => {
    const mine = aMessage({ text: "secret", attachments: [photo], type: "image" });
    const userId = idOf(await store.receive(mine, admitted));
    await store.receive(aMessage({ from: "whatsapp:+4915187654321" }), admitted);
    const lane = await store.claimLane("me", LEASE_MS);
    expect(lane?.userId).toBe(userId);
    expect(await erase(userId)).toBe(true);
    expect(await erase(userId)).toBe(false);
    expect(lane && (await store.renewLane(lane, LEASE_MS))).toBeNull();
    expect(await store.findUser({ address: ADA })).toBeNull();
    const payload = { url: photo.url, messageSid: mine.sid };
    expect(await store.dueJobs("remove-media", 9)).toMatchObject([{ payload, attempt: 0 }]);
    expect(await store.unseen([mine.sid, "SM-new"])).toEqual(new Set(["SM-new"]));
    expect(await store.receive(mine, admitted)).toEqual({ outcome: "duplicate" });
    expect((await store.overview()).waitingMessages).toBe(1);
  });

  test("a message that comes while its user is erased creates a new user", async () => {
    const userId = idOf(await store.receive(aMessage(), admitted));
    const outcomes = await Promise.all([
      erase(userId),
      ...Array.from({ length: 6 }, async () => (await store.receive(aMessage(), admitted)).outcome),
    ]);
    expect(new Set(outcomes)).toEqual(new Set([true, "queued"]));
  });

  test("old messages stay while their lane is held, until the lease has run out", async () => {
    await store.receive(aMessage(), refused, 2 * HOUR_MS);
    await store.receive(aMessage(), admitted);
    await store.claimLane("me", LEASE_MS);
    expect(await store.deleteMessages(HOUR_MS, 10)).toBe(0);
    await replicas.clock.advance(LEASE_MS + 1);
    expect(await store.deleteMessages(HOUR_MS, 10)).toBe(1);
  });

  test("deleting old messages does not wait for a lane that another process has locked", async () => {
    await store.receive(aMessage(), refused, 2 * HOUR_MS);
    await store.receive(aMessage({ from: "whatsapp:+4915187654321" }), refused, 2 * HOUR_MS);
    await replicas.sql.begin(async (other) => {
      await other`SELECT 1 FROM lanes ORDER BY user_id LIMIT 1 FOR UPDATE`;
      expect(await store.deleteMessages(HOUR_MS, 10)).toBe(1);
    });
    expect(await store.deleteMessages(HOUR_MS, 10)).toBe(1);
  });
});
