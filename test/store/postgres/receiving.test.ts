import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import type { InboundMessage } from "../../../src/core/message.ts";
import type { SenderState } from "../../../src/store/users.ts";
import type { Store } from "../../../src/store/store.ts";
import type { Verdict } from "../../../src/store/receipt.ts";
import { aMessage } from "../../messages.ts";
import { admitted } from "../conformance/setup.ts";
import { openReplicas, type Replicas } from "./replicas.ts";

const NUMBER = "whatsapp:+4915112345678";
const USERNAME = "whatsapp:DE.abc123";
const HOUR_MS = 3_600_000;
const atMost =
  (limit: number) =>
  ({ openMessages }: SenderState): Verdict =>
    openMessages < limit
      ? admitted()
      : { admitted: false, why: "too-many-open", notice: { text: "slow down", everyMs: HOUR_MS } };

describe("two replicas on one PostgreSQL", () => {
  let replicas: Replicas;
  beforeEach(async () => {
    replicas = await openReplicas();
  });
  afterEach(() => replicas.close());

  const replica = (index: number): Store => (index % 2 === 0 ? replicas.one : replicas.two).store;
  const receiveAll = (
    messages: readonly InboundMessage[],
    judge: (standing: SenderState) => Verdict = admitted,
  ) =>
    Promise.all(
      messages.map(
        async (message, index) => (await replica(index).receive(message, judge)).outcome,
      ),
    );
  const many = (make: (index: number) => Partial<InboundMessage>, count = 24) =>
    Array.from({ length: count }, (_, index) => aMessage(make(index)));
  const countOf = async (what: string): Promise<number> => {
    const [row] = await replicas.sql.unsafe<{ total: string }[]>(
      `select count(*) as total from ${what}`,
    );
    return Number(row?.total);
  };

  test("a user who writes for the first time, in many messages at once, is one user", async () => {
    const outcomes = await receiveAll(many(() => ({ from: NUMBER })));
    expect(new Set(outcomes)).toEqual(new Set(["queued"]));
    expect(await countOf("users")).toBe(1);
    expect(await countOf("conversations")).toBe(1);
    expect(await countOf("messages")).toBe(24);
  });

  test("a new user's message that comes to both at once is queued once", async () => {
    const message = aMessage({ from: NUMBER });
    const outcomes = await receiveAll(Array.from({ length: 12 }, () => message));
    expect(outcomes.filter((outcome) => outcome === "queued")).toHaveLength(1);
    expect(outcomes.filter((outcome) => outcome === "duplicate")).toHaveLength(11);
    expect(await countOf("messages")).toBe(1);
  });

  test("one sid under two users belongs to the first one alone, and creates no other user", async () => {
    const twins = many((index) => ({ sid: "MM-twin", from: `whatsapp:+4915112345${index + 100}` }));
    const outcomes = await receiveAll(twins);
    expect(outcomes.filter((outcome) => outcome === "queued")).toHaveLength(1);
    expect(outcomes.filter((outcome) => outcome === "duplicate")).toHaveLength(23);
    expect(await countOf("users")).toBe(1);
  });

  test("a limit of open messages is not passed, however many come at once", async () => {
    const outcomes = await receiveAll(
      many(() => ({ from: NUMBER })),
      atMost(5),
    );
    expect(outcomes.filter((outcome) => outcome === "queued")).toHaveLength(5);
    expect(outcomes.filter((outcome) => outcome === "discarded")).toHaveLength(19);
    expect(await countOf("deliveries")).toBe(1);
  });

  test("a number and a username that prove to be one user at once end as one, with everything", async () => {
    const identities = [
      { phoneNumber: NUMBER, externalUserId: null },
      { phoneNumber: null, externalUserId: USERNAME },
      { phoneNumber: NUMBER, externalUserId: USERNAME },
    ];
    for (let round = 0; round < 3; round += 1) {
      const messages = many((index) => {
        const identity = identities[index % identities.length];
        if (identity === undefined) throw new Error("no identity");
        return { identity, from: identity.phoneNumber ?? USERNAME };
      });
      expect(new Set(await receiveAll(messages))).toEqual(new Set(["queued"]));
    }
    expect(await countOf("users")).toBe(1);
    expect(await countOf("lanes where ready_at < 9000000000000")).toBe(1);
    expect(await countOf("messages where user_id = (select id from users)")).toBe(72);
  });

  test("a message without room leaves no user behind", async () => {
    const outcomes = await receiveAll(
      many((index) => ({ from: `whatsapp:+4915112345${index + 100}` })),
      () => ({ admitted: false, why: "busy" }),
    );
    expect(new Set(outcomes)).toEqual(new Set(["busy"]));
    expect(await countOf("users")).toBe(0);
  });

  test("an owner is alerted to the same problem once, whichever server has it", async () => {
    const about = { topic: "trouble", everyMs: HOUR_MS };
    const told = await Promise.all(
      Array.from({ length: 12 }, (_, index) =>
        replica(index).notify(NUMBER, () => "trouble", about),
      ),
    );
    expect(told.filter(Boolean)).toHaveLength(1);
    expect(await countOf("users")).toBe(1);
    expect(await countOf("deliveries")).toBe(1);
  });

  test("a message is received while old ones of all users are deleted", async () => {
    const refused = (): Verdict => ({ admitted: false, why: "not-whitelisted", notice: null });
    const people = Array.from({ length: 8 }, (_, index) => `whatsapp:+4915112345${index + 100}`);
    for (const from of people) await replica(0).receive(aMessage({ from }), refused, 2 * HOUR_MS);
    const removals = Array.from({ length: 8 }, (_, index) =>
      replica(index).deleteMessages(HOUR_MS, 2),
    );
    const outcomes = await receiveAll(
      people.flatMap((from) => [aMessage({ from }), aMessage({ from })]),
    );
    await Promise.all(removals);
    expect(new Set(outcomes)).toEqual(new Set(["queued"]));
    while ((await replica(0).deleteMessages(HOUR_MS, 2)) !== 0);
    expect(await countOf("messages")).toBe(16);
    expect(await countOf("seen_sids")).toBe(8);
  });
});
