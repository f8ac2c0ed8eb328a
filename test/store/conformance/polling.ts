import { expect, test } from "bun:test";
import { aMessage } from "../../messages.ts";
import { admitted, type Setup } from "./setup.ts";

const AGENT = "agent:0123456789ab";
const MARK = { key: `polled-up-to:${AGENT}`, value: "9007199254740993" } as const;
const REPORT = { status: "delivered", errorCode: null } as const;
const fromAgent = (sid: string) =>
  aMessage({
    sid,
    from: `${AGENT}:user:1`,
    to: AGENT,
    identity: { phoneNumber: null, externalUserId: AGENT },
  });

export function testPolling(setup: () => Setup): void {
  test("a minute has as many places as it may have, and each is free again a minute later", async () => {
    const { store, clock } = setup();
    const RATE = { perMinute: 2 };
    const take = () => store.takePlace("sends a", RATE);
    expect(await take()).toBe(0);
    await clock.advance(10_000);
    expect(await take()).toBe(0);
    expect(await take()).toBe(51_000);
    expect(await store.takePlace("sends b", RATE)).toBe(0);
    await clock.advance(50_999);
    expect(await take()).toBe(1);
    await clock.advance(1);
    expect(await take()).toBe(0);
    expect(await take()).toBe(10_000);
  });

  test("places beyond those that may be taken at once are spread over the minute", async () => {
    const { store, clock } = setup();
    const take = () => store.takePlace("polls", { perMinute: 4, atOnce: 2 });
    const taken: number[] = [];
    for (let s = 0; s < 130; s += 1) {
      while ((await take()) === 0) taken.push(s);
      await clock.advance(1_000);
    }
    // Two at once, then one in half a minute.
    expect(taken).toEqual([0, 0, 31, 61, 92, 122]);
    expect(await take()).toBe(22_500);
  });

  test("the place of the next poll is stored with its message, also with one that came before", async () => {
    const { store } = setup();
    const receive = (value: string) =>
      store.receive(fromAgent("S1"), admitted, 0, 0, 0, { ...MARK, value });
    expect(await receive("1")).toMatchObject({ outcome: "queued" });
    expect(await store.readState(MARK.key)).toBe("1");
    expect(await receive(MARK.value)).toEqual({ outcome: "duplicate" });
    expect(await store.readState(MARK.key)).toBe(MARK.value);
  });

  test("a message for which there is no room leaves the place of the next poll as it was", async () => {
    const { store } = setup();
    const full = () => ({ admitted: false, why: "busy" }) as const;
    const received = await store.receive(fromAgent("S1"), full, 0, 0, 0, MARK);
    expect(received).toEqual({ outcome: "busy" });
    expect(await store.readState(MARK.key)).toBeNull();
  });

  test("the part of a user that may have been sent is found, if its send began before the report", async () => {
    const { store, claim, answerStep, partStep, answer } = setup();
    const uncertain = (address = AGENT, before = Infinity) => store.partInDoubt(address, before);
    await store.receive(fromAgent("S1"), admitted);
    const lane = await claim();
    await answer(lane, await answerStep(lane), "one");
    expect(await uncertain()).toBeNull();
    const part = await partStep(lane, "send");
    expect(await uncertain()).toBe(part.nonce);
    expect(await uncertain("agent:another")).toBeNull();
    // A report from before the send is not about it.
    expect(await uncertain(AGENT, part.startedAt)).toBeNull();
    await store.recordAccepted(lane, part.id, { sid: "SM1", nextAfterMs: 0 });
    expect(await uncertain()).toBeNull();
  });

  test("of a notice and an answer that may have been sent, the notice is found first", async () => {
    const { store, clock, claim, answerStep, partStep, answer } = setup();
    await store.receive(fromAgent("S1"), admitted);
    const lane = await claim();
    const turn = await answerStep(lane);
    await clock.advance(90_000);
    const options = { afterMs: 86_000, graceMs: 60_000, line: () => "I am still on it." };
    const notice = await store.beginDelayNotice(options);
    await answer(lane, turn, "one");
    const part = await partStep(lane, "send");
    const inDoubt = () => store.partInDoubt(AGENT, Infinity);
    expect(await inDoubt()).toBe(notice?.nonce ?? "no notice");
    await store.recordStatus({ ...REPORT, nonce: notice?.nonce ?? null, sid: "SM1" });
    expect(await inDoubt()).toBe(part.nonce);
    await store.recordStatus({ ...REPORT, nonce: part.nonce, sid: "SM2" });
    expect(await inDoubt()).toBeNull();
  });
}
