import { expect, test } from "bun:test";
import { TERMINAL } from "../../../src/store/admin-access.ts";
import type { AdminStore } from "../../../src/store/admin-store.ts";
import type { SenderState } from "../../../src/store/users.ts";
import { aMessage } from "../../messages.ts";
import { FIRST, mergeSetup, NO_GRANT, OTHER_OF_OURS, OURS, SECOND } from "./merge-setup.ts";
import { admitted, at, call, LEASE, type Setup } from "./setup.ts";

/** Defines the tests of two users who turn out to be one. */
export function testMerges(setup: () => Setup, admin: () => AdminStore): void {
  const { write, answerNext, send, twoUsers, mergedUser } = mergeSetup(setup, admin);

  test("makes one user of two, who is answered at the address that each message came from", async () => {
    const { keep, other } = await mergedUser();
    expect(await admin().findUser(other)).toBeNull();
    expect(await admin().users()).toMatchObject([{ id: keep, messages: 2 }]);
    expect(await admin().addressesOf(keep)).toEqual([FIRST, SECOND]);
    expect(await write(SECOND, "what is my cat called?")).toBe(keep);
    const second = await answerNext();
    expect(second).toMatchObject({ to: SECOND, from: OTHER_OF_OURS });
    expect(second.past.map(({ text }) => text)).toEqual([
      "my cat is called Tom",
      "Yes.",
      "I live in Lima",
      "Yes.",
    ]);
    expect(second.user.identity.phoneNumber).toBe(SECOND);
    expect(await write(FIRST, "where do I live?")).toBe(keep);
    const first = await answerNext();
    expect(first).toMatchObject({ to: FIRST, from: OURS });
    expect(first.past.map(({ text }) => text)).toContain("I live in Lima");
    expect(first.user.identity.phoneNumber).toBe(FIRST);
  });

  test("has an answer that is being made for the other user made again, and stored once", async () => {
    const { store, claim, answerStep, answer } = setup();
    const keep = await write(FIRST, "hello");
    await answerNext();
    const other = await write(SECOND, "being answered");
    const lane = await claim();
    const turn = await answerStep(lane);
    await admin().mergeUsers({ keep, other }, NO_GRANT);
    expect(await answer(lane, turn, "too late")).toBe(false);
    expect(await store.releaseLane(lane)).toBe(null);
    expect(await answerNext("once")).toMatchObject({ asked: "being answered", to: SECOND });
    expect(await store.claimLane("me", LEASE.leaseMs)).toBeNull();
    const parts = await setup().query("SELECT body FROM deliveries ORDER BY id");
    expect(parts.map(({ body }) => body)).toEqual(["Yes.", "once"]);
  });

  test("stores an answer that is being made for the user who stays, and sends it where it was asked", async () => {
    const { store, claim, answerStep, answer } = setup();
    const other = await write(SECOND, "hello");
    await answerNext();
    const keep = await write(FIRST, "being answered");
    const lane = await claim();
    const turn = await answerStep(lane);
    await admin().mergeUsers({ keep, other }, NO_GRANT);
    await setup().clock.advance(1);
    await write(SECOND, "and here");
    expect(await answer(lane, turn, "on time")).toBe(true);
    expect(await send(lane)).toMatchObject({ to: FIRST, from: OURS });
    await store.releaseLane(lane);
    expect(await answerNext()).toMatchObject({ asked: "and here", to: SECOND });
  });

  test("answers messages from two addresses one after the other, each where it was asked", async () => {
    await mergedUser();
    const { store, claim } = setup();
    await write(FIRST, "one");
    await write(FIRST, "two");
    await write(SECOND, "three");
    await write(FIRST, "four");
    const lane = await claim();
    const step = await store.nextStep(lane, { ...LEASE, isMerged: true });
    if (step?.kind !== "answer") throw new Error("no answer step");
    expect(step.turn.earlier.map(({ text }) => text)).toEqual(["one"]);
    expect(step.turn.text).toBe("two");
  });

  test("sends notices to the address last written from, and looks for them there", async () => {
    await mergedUser();
    const { store, claim, partStep, clock } = setup();
    await store.notify(FIRST, () => "a notice", { topic: "a", everyMs: 0 });
    const lane = await claim();
    expect(await partStep(lane, "send")).toMatchObject({ to: SECOND, from: OTHER_OF_OURS });
    await clock.advance(1);
    await write(FIRST, "meanwhile");
    expect(await partStep(lane, "look-up")).toMatchObject({ to: SECOND, from: OTHER_OF_OURS });
  });

  test("counts limits, facts and arrivals of both together", async () => {
    const { store, claim, answerStep } = setup();
    const ids: number[] = [];
    for (const from of [FIRST, SECOND]) {
      ids.push(await write(from, "hello"));
      const lane = await claim();
      const turn = await answerStep(lane);
      await store.beginModelCall(lane, turn, call());
      await store.recordAnswer(lane, turn, {
        text: "Noted.",
        parts: [],
        model: "a-model",
        usage: { promptTokens: 30, completionTokens: 10, totalTokens: 40, cachedTokens: 0 },
        error: null,
        effects: [{ kind: "remember-fact", text: `fact of ${from}` }],
      });
      await store.releaseLane(lane);
    }
    const [keep = 0, other = 0] = ids;
    await admin().mergeUsers({ keep, other }, NO_GRANT);
    const spent = await setup().query("SELECT user_id, tokens FROM spending WHERE user_id > 0");
    expect(spent.map((row) => Object.values(row).map(Number))).toEqual([[keep, 80]]);
    expect((await admin().factsOf(keep)).map(({ text }) => text)).toEqual([
      `fact of ${FIRST}`,
      `fact of ${SECOND}`,
    ]);
    const seen: SenderState[] = [];
    await store.receive(
      aMessage({ from: SECOND }),
      (standing) => {
        seen.push(standing);
        return admitted();
      },
      0,
      60_000,
    );
    expect(seen[0]?.arrivals.admitted).toHaveLength(2);
  });

  test("lets the stricter of two settings win, and says so before", async () => {
    const { keep, other } = await twoUsers();
    await admin().changeUser(keep, { language: "de", monthly: 5n }, TERMINAL);
    await admin().changeUser(
      other,
      {
        isActive: false,
        language: "pt",
        persona: "a pirate",
        monthly: 3n,
      },
      TERMINAL,
    );
    const preview = await admin().previewMerge({ keep, other });
    expect(preview).toMatchObject({
      keep: { userId: keep, addresses: [FIRST], messages: 1, isActive: true },
      other: { userId: other, addresses: [SECOND], messages: 1, isActive: false },
      settings: { isActive: false, language: "de", persona: "a pirate", monthlyBudget: 3 },
      lastAddress: SECOND,
    });
    await admin().mergeUsers({ keep, other }, { isAdmitted: true, by: TERMINAL });
    expect(await admin().listedUser(keep, "2026-11")).toMatchObject({
      isActive: false,
      isWhitelisted: true,
      language: "de",
      persona: "a pirate",
      monthlyBudget: 3,
    });
  });

  test("merges nothing while a message is being sent, or where two owners hold the conversations", async () => {
    const { store, claim, answerStep, answer } = setup();
    const keep = await write(FIRST, "hello");
    await answerNext();
    const other = await write(SECOND, "hello");
    const lane = await claim();
    await answer(lane, await answerStep(lane), "one", "two");
    const part = await setup().partStep(lane, "send");
    const pair = { keep, other };
    expect(await admin().mergeUsers(pair, NO_GRANT)).toEqual({ outcome: "being-sent" });
    await store.recordAccepted(lane, part.id, at("SM-sent"));
    await admin().takeOver(keep, { by: "Ann", isForced: false });
    await admin().takeOver(other, { by: "Bea", isForced: false });
    expect(await admin().mergeUsers(pair, NO_GRANT)).toEqual({ outcome: "held-by-two" });
    await admin().handBack(other, "Bea");
    expect(await admin().mergeUsers(pair, NO_GRANT)).toEqual({ outcome: "merged" });
    // The bot stays silent for both.
    const receipt = await setup().receive({ from: SECOND });
    expect(receipt).toMatchObject({ outcome: "taken-over", userId: keep });
    expect(await admin().mergeUsers(pair, NO_GRANT)).toEqual({ outcome: "unknown" });
    expect(await admin().mergeUsers({ keep, other: keep }, NO_GRANT)).toEqual({
      outcome: "unknown",
    });
  });
}
