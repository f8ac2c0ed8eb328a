import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import type { InboundMessage } from "../../src/core/message.ts";
import type { Lane, OpenPart, Step, Store, Turn, Verdict } from "../../src/store/store.ts";
import { createFakeClock, type FakeClock } from "../fake-clock.ts";
import { aMessage } from "../messages.ts";

const admitted = (): Verdict => ({ admitted: true });
const LEASE = { leaseMs: 30_000, graceMs: 60_000, mayAnswer: true };

/** What every store must do, whatever it is made of. */
export function describeStore(
  name: string,
  open: (clock: FakeClock) => Promise<{ store: Store; close(): Promise<void> }>,
): void {
  describe(`${name}: the store's promises`, () => {
    let clock: FakeClock;
    let store: Store;
    let close: () => Promise<void>;

    beforeEach(async () => {
      clock = createFakeClock();
      ({ store, close } = await open(clock));
    });
    afterEach(() => close());

    const receive = (message: Partial<InboundMessage>) =>
      store.receive(aMessage(message), admitted);
    const claim = async (): Promise<Lane> => {
      const lane = await store.claimLane("me", LEASE.leaseMs);
      if (lane === null) throw new Error("no lane is due");
      return lane;
    };
    const answerStep = async (lane: Lane): Promise<Turn> => {
      const step = await store.nextStep(lane, LEASE);
      if (step?.kind !== "answer") throw new Error(`expected an answer step, found ${step?.kind}`);
      return step.turn;
    };
    const partStep = async (lane: Lane, kind: "send" | "look-up"): Promise<OpenPart> => {
      const step: Step | null = await store.nextStep(lane, LEASE);
      if (step?.kind !== kind) throw new Error(`expected a ${kind} step, found ${step?.kind}`);
      return step.part;
    };
    const answer = (lane: Lane, turn: Turn, ...parts: string[]) =>
      store.recordAnswer(lane, turn.messageId, {
        text: parts.join("\n"),
        parts,
        model: "a-model",
        usage: null,
        error: null,
      });

    test("a message that comes twice is stored once, and the second time nobody is asked", async () => {
      const message = aMessage();
      expect(await store.receive(message, admitted)).toMatchObject({ outcome: "queued" });
      const again = await store.receive(message, () => {
        throw new Error("a duplicate was judged");
      });
      expect(again).toEqual({ outcome: "duplicate" });
    });

    test("two deliveries of one message at the same moment are one message", async () => {
      const message = aMessage();
      const receipts = await Promise.all([1, 2, 3].map(() => store.receive(message, admitted)));
      expect(receipts.map((receipt) => receipt.outcome).sort()).toEqual([
        "duplicate",
        "duplicate",
        "queued",
      ]);
    });

    test("a user's lane is claimed by one worker only, until it is released", async () => {
      await receive({});
      const lane = await claim();
      expect(await store.claimLane("other", 30_000)).toBeNull();
      await store.releaseLane(lane);
      const next = await store.claimLane("other", 30_000);
      expect(next).toMatchObject({ userId: lane.userId, epoch: lane.epoch + 1 });
    });

    test("users do not wait for each other: each has a lane, the longest waiting first", async () => {
      await receive({ from: "whatsapp:+491511111111" });
      await clock.advance(5);
      await receive({ from: "whatsapp:+491522222222" });
      const [first, second] = [await claim(), await claim()];
      expect(first.userId).not.toBe(second.userId);
      expect((await answerStep(first)).receivedAt).toBeLessThan(
        (await answerStep(second)).receivedAt,
      );
    });

    test("a message goes from received to answered to done as its parts are accepted in order", async () => {
      await receive({ text: "hello" });
      const lane = await claim();
      const turn = await answerStep(lane);
      expect(turn).toMatchObject({ text: "hello", type: "text", attempt: 0, starts: 1 });
      expect(await answer(lane, turn, "one", "two")).toBe(true);
      const one = await partStep(lane, "send");
      expect(one).toMatchObject({ body: "one", part: 0, to: "whatsapp:+4915112345678" });
      expect(await store.recordAccepted(lane, one.id, "SM1")).toBe(true);
      const two = await partStep(lane, "send");
      expect(two).toMatchObject({ body: "two", part: 1 });
      expect(two.nonce).not.toBe(one.nonce);
      expect(await store.overview()).toMatchObject({ waitingMessages: 0, waitingParts: 1 });
      await store.recordAccepted(lane, two.id, "SM2");
      expect(await store.nextStep(lane, LEASE)).toBeNull();
      await store.releaseLane(lane);
      expect(await store.nextReadyAt()).toBeNull();
      expect(await store.overview()).toMatchObject({ waitingMessages: 0, waitingParts: 0 });
    });

    test("whoever lost a lane can change nothing through it", async () => {
      await receive({});
      const lost = await claim();
      const turn = await answerStep(lost);
      await store.freeAllLanes();
      const lane = await claim();
      expect(await answer(lost, turn, "ghost")).toBe(false);
      expect(await store.nextStep(lost, LEASE)).toBeNull();
      expect(await store.renewLane(lost, 30_000)).toBeNull();
      expect(await store.releaseLane(lost)).toBe(false);
      expect(await store.beginModelCall(lost, turn.messageId, 0)).toBeNull();
      expect(await store.buryMessage(lost, turn.messageId, "sorry", "ghost")).toBe(false);
      const retry = { delayMs: 0, giveUpMs: 1_000, error: "ghost" };
      expect(await store.postponeAnswer(lost, turn.messageId, retry)).toBe(false);
      await answer(lane, await answerStep(lane), "real");
      const part = await partStep(lane, "send");
      expect(part.body).toBe("real");
      expect(await store.recordAccepted(lost, part.id, "SM-ghost")).toBe(false);
      expect(await store.postponeSend(lost, part.id, 0, null)).toBe(false);
      expect(await store.recordUnknown(lost, part.id)).toBe(false);
      const failure = { code: "1", message: "ghost" };
      expect(await store.recordRefused(lost, part.id, failure)).toBe(false);
      expect(await store.recordAccepted(lane, part.id, "SM-real")).toBe(true);
    });

    test("what arrives while a lane is held is due again when it is released", async () => {
      await receive({ text: "first" });
      const lane = await claim();
      await answer(lane, await answerStep(lane));
      await receive({ text: "second" });
      await store.releaseLane(lane);
      expect((await answerStep(await claim())).text).toBe("second");
    });

    test("a message that waits for its next try holds this user's later ones, nobody else's", async () => {
      await receive({ text: "first" });
      const lane = await claim();
      const turn = await answerStep(lane);
      await receive({ text: "second" });
      await receive({ from: "whatsapp:+491522222222", text: "other" });
      const retry = { delayMs: 4_000, giveUpMs: 85_000, error: "busy" };
      expect(await store.postponeAnswer(lane, turn.messageId, retry)).toBe(true);
      expect(await store.nextStep(lane, LEASE)).toBeNull();
      await store.releaseLane(lane);
      const other = await claim();
      expect((await answerStep(other)).text).toBe("other");
      expect(await store.claimLane("me", 30_000)).toBeNull();
      expect(await store.nextReadyAt()).toBe(clock.now() + 4_000);
      await clock.advance(4_000);
      const again = await claim();
      expect(await answerStep(again)).toMatchObject({ text: "first", attempt: 1, starts: 2 });
    });

    test("no retry is granted that would come too late after the first model call", async () => {
      await receive({});
      const lane = await claim();
      const turn = await answerStep(lane);
      const firstCallAt = await store.beginModelCall(lane, turn.messageId, 0);
      expect(firstCallAt).toBe(clock.now());
      await clock.advance(50_000);
      expect(await store.beginModelCall(lane, turn.messageId, 0)).toBe(clock.now() - 50_000);
      const retry = { delayMs: 40_000, giveUpMs: 85_000, error: "busy" };
      expect(await store.postponeAnswer(lane, turn.messageId, retry)).toBe(false);
      const sooner = { ...retry, delayMs: 35_000 };
      expect(await store.postponeAnswer(lane, turn.messageId, sooner)).toBe(true);
    });

    test("a first call from before this process began counts for nothing", async () => {
      await receive({});
      const lane = await claim();
      const turn = await answerStep(lane);
      await store.beginModelCall(lane, turn.messageId, 0);
      await clock.advance(3_600_000);
      const restartedAt = clock.now() - 1;
      const firstCallAt = await store.beginModelCall(lane, turn.messageId, restartedAt);
      expect(firstCallAt).toBe(clock.now());
    });

    test("a message that is given up is dead, and its apology is sent before the next answer", async () => {
      await receive({ text: "poison" });
      await receive({ text: "next" });
      const lane = await claim();
      const turn = await answerStep(lane);
      expect(await store.buryMessage(lane, turn.messageId, "sorry", "it broke")).toBe(true);
      const apology = await partStep(lane, "send");
      expect(apology.body).toBe("sorry");
      await store.recordAccepted(lane, apology.id, "SM1");
      expect((await answerStep(lane)).text).toBe("next");
    });

    test("a stopping worker may send what is ready but begins no answer", async () => {
      await receive({ text: "first" });
      await receive({ text: "second" });
      const lane = await claim();
      await answer(lane, await answerStep(lane), "one");
      const stopping = { ...LEASE, mayAnswer: false };
      const step = await store.nextStep(lane, stopping);
      if (step?.kind !== "send") throw new Error(`expected a send, found ${step?.kind}`);
      await store.recordAccepted(lane, step.part.id, "SM1");
      expect(await store.nextStep(lane, stopping)).toBeNull();
    });

    test("a send that certainly failed is pending again after its delay", async () => {
      await receive({});
      const lane = await claim();
      await answer(lane, await answerStep(lane), "one");
      const part = await partStep(lane, "send");
      const failure = { code: "20429", message: "too many" };
      await store.postponeSend(lane, part.id, 2_000, failure);
      expect(await store.nextStep(lane, LEASE)).toBeNull();
      await clock.advance(2_000);
      expect(await partStep(lane, "send")).toMatchObject({ body: "one", attempt: 1, lookups: 0 });
    });

    test("a part found in sending is looked up after its grace, and waits between look-ups", async () => {
      await receive({});
      const lane = await claim();
      await answer(lane, await answerStep(lane), "one");
      await partStep(lane, "send");
      await store.freeAllLanes();
      const heir = await claim();
      expect(await store.nextStep(heir, LEASE)).toBeNull();
      await store.releaseLane(heir);
      expect(await store.nextReadyAt()).toBe(clock.now() + 60_000);
      await clock.advance(60_000);
      const lane2 = await claim();
      const part = await partStep(lane2, "look-up");
      await store.postponeLookup(lane2, part.id, { delayMs: 15_000, isCounted: true });
      expect(await store.nextStep(lane2, LEASE)).toBeNull();
      await clock.advance(15_000);
      expect(await partStep(lane2, "look-up")).toMatchObject({ lookups: 1 });
    });

    test("a delivery report proves an uncertain send, even before the send returns", async () => {
      await receive({});
      const lane = await claim();
      await answer(lane, await answerStep(lane), "one", "two");
      const { id, nonce } = await partStep(lane, "send");
      const report = { nonce, sid: "SM1", errorCode: null };
      expect(await store.recordStatus({ ...report, status: "delivered" })).toBe(true);
      expect(await store.recordAccepted(lane, id, "SM1")).toBe(true);
      // Ranks only rise: the late "sent" and "accepted" change nothing, "read" does.
      expect(await store.recordStatus({ ...report, status: "sent" })).toBe(true);
      expect((await partStep(lane, "send")).body).toBe("two");
      expect(await store.knownSids(["SM1", "SM2"])).toEqual(new Set(["SM1"]));
    });

    test("a delivery report wakes the lane of an uncertain part", async () => {
      await receive({});
      const lane = await claim();
      await answer(lane, await answerStep(lane), "one", "two");
      const { nonce } = await partStep(lane, "send");
      await store.releaseLane(lane);
      expect(await store.claimLane("me", 30_000)).toBeNull();
      await store.recordStatus({ nonce, sid: "SM1", status: "sent", errorCode: null });
      expect((await partStep(await claim(), "send")).body).toBe("two");
    });

    test("a report about nothing of ours changes nothing", async () => {
      const report = {
        nonce: "f".repeat(32),
        sid: "SM9",
        status: "sent",
        errorCode: null,
      } as const;
      expect(await store.recordStatus(report)).toBe(false);
      expect(await store.recordStatus({ ...report, nonce: null })).toBe(false);
    });

    test("a refused part ends its message: the parts behind it are never sent", async () => {
      await receive({ text: "first" });
      await receive({ text: "second" });
      const lane = await claim();
      await answer(lane, await answerStep(lane), "one", "two");
      const part = await partStep(lane, "send");
      await store.recordRefused(lane, part.id, { code: "63016", message: "window closed" });
      expect((await answerStep(lane)).text).toBe("second");
    });

    test("an unknown part does not hold the next", async () => {
      await receive({});
      const lane = await claim();
      await answer(lane, await answerStep(lane), "one", "two");
      const part = await partStep(lane, "send");
      await store.recordUnknown(lane, part.id);
      expect((await partStep(lane, "send")).body).toBe("two");
    });

    test("history holds both sides of this conversation, oldest first, cut at the limit", async () => {
      for (const text of ["a", "b", "c"]) {
        await receive({ text });
        const lane = await claim();
        await answer(lane, await answerStep(lane), text.toUpperCase());
        const part = await partStep(lane, "send");
        await store.recordAccepted(lane, part.id, `SM-${text}`);
        await store.releaseLane(lane);
      }
      await receive({ from: "whatsapp:+491522222222", text: "somebody else" });
      await receive({ text: "d" });
      const lanes = [await claim(), await claim()];
      const turns = await Promise.all(lanes.map(answerStep));
      const turn = turns.find((candidate) => candidate.text === "d");
      if (turn === undefined) throw new Error("the turn is missing");
      expect((await store.history(turn, 10)).map((past) => past.text)).toEqual(
        Array.from("aAbBcC"),
      );
      expect((await store.history(turn, 3)).map((past) => past.text)).toEqual(["B", "c", "C"]);
      expect((await store.history(turn, 3)).map((past) => past.role)).toEqual([
        "assistant",
        "user",
        "assistant",
      ]);
    });

    test("what was refused leaves no content, and is never history", async () => {
      const refused: Verdict = { admitted: false, why: "rate-limited", notice: null };
      await store.receive(aMessage({ text: "secret" }), () => refused);
      await receive({ text: "open" });
      const lane = await claim();
      const turn = await answerStep(lane);
      expect(turn.text).toBe("open");
      expect(await store.history(turn, 10)).toEqual([]);
    });

    test("a refusal is noticed once within its time, each reason by itself", async () => {
      const refuse = (why: "rate-limited" | "not-whitelisted") => (): Verdict => ({
        admitted: false,
        why,
        notice: { text: why, everyMs: 60_000 },
      });
      const isNoticed = async (why: "rate-limited" | "not-whitelisted") => {
        const receipt = await store.receive(aMessage(), refuse(why));
        return receipt.outcome === "discarded" && receipt.isNoticed;
      };
      expect(await isNoticed("rate-limited")).toBe(true);
      expect(await isNoticed("rate-limited")).toBe(false);
      expect(await isNoticed("not-whitelisted")).toBe(true);
      await clock.advance(60_001);
      expect(await isNoticed("rate-limited")).toBe(true);
      const lane = await claim();
      const bodies: string[] = [];
      for (let index = 0; index < 3; index += 1) {
        const part = await partStep(lane, "send");
        bodies.push(part.body);
        await store.recordAccepted(lane, part.id, `SM${index}`);
      }
      expect(bodies).toEqual(["rate-limited", "not-whitelisted", "rate-limited"]);
    });

    test("arrivals tell admitted from refused, within their time", async () => {
      const message = aMessage();
      await store.receive(message, admitted);
      await clock.advance(1_000);
      const refused: Verdict = { admitted: false, why: "rate-limited", notice: null };
      await store.receive(aMessage(), () => refused);
      const arrivals = await store.arrivalsSince(message.identity, clock.now() - 60_000);
      expect(arrivals).toEqual({ admitted: [clock.now() - 1_000], refused: [clock.now()] });
      expect(await store.arrivalsSince(message.identity, clock.now())).toEqual({
        admitted: [],
        refused: [],
      });
    });

    test("a person is one person under number and username, answered where they last wrote", async () => {
      const number = "whatsapp:+4915112345678";
      const username = "whatsapp:DE.abc123";
      const identities = [
        { phoneNumber: number, externalUserId: null },
        { phoneNumber: number, externalUserId: username },
        { phoneNumber: null, externalUserId: username },
      ];
      for (const identity of identities) {
        await receive({ identity, from: identity.phoneNumber ?? username, text: "hi" });
      }
      const lane = await claim();
      expect(await store.claimLane("me", 30_000)).toBeNull();
      await answer(lane, await answerStep(lane), "hello");
      expect((await partStep(lane, "send")).to).toBe(username);
    });

    test("when one message shows that two persons are one, their messages share one lane", async () => {
      const number = "whatsapp:+4915112345678";
      const username = "whatsapp:DE.abc123";
      await receive({ identity: { phoneNumber: number, externalUserId: null }, text: "a" });
      const other = { phoneNumber: null, externalUserId: username };
      await receive({ identity: other, from: username, text: "b" });
      await receive({ identity: { phoneNumber: number, externalUserId: username }, text: "c" });
      const lane = await claim();
      expect(await store.claimLane("me", 30_000)).toBeNull();
      const texts: string[] = [];
      for (let index = 0; index < 3; index += 1) {
        const turn = await answerStep(lane);
        texts.push(turn.text);
        await answer(lane, turn);
      }
      expect(texts).toEqual(["a", "b", "c"]);
    });

    test("text of every script comes back as it was", async () => {
      const text = "שלום 👨‍👩‍👧 \u202Eabc\u202C \u0007 नमस्ते \u0000 end";
      await receive({ text });
      expect((await answerStep(await claim())).text).toBe(text);
    });

    test("a lane that is due under a clock far ahead counts as due now", async () => {
      await clock.advance(86_400_000);
      await receive({ text: "from tomorrow" });
      const lane = await claim();
      const turn = await answerStep(lane);
      const retry = { delayMs: 1_000, giveUpMs: 85_000, error: "busy" };
      await store.postponeAnswer(lane, turn.messageId, retry);
      await store.releaseLane(lane);
      await clock.advance(-86_400_000);
      expect((await answerStep(await claim())).text).toBe("from tomorrow");
    });
  });
}
