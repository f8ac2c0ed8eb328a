import { expect, test } from "bun:test";
import { aMessage } from "../../messages.ts";
import { admitted, type Setup } from "./setup.ts";

const AGENT = "agent:0123456789ab";
const MARK = { key: `polled-up-to:${AGENT}`, value: "9007199254740993" } as const;
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
    const take = () => store.takePlace("sends a", 2);
    expect(await take()).toBe(0);
    await clock.advance(10_000);
    expect(await take()).toBe(0);
    expect(await take()).toBe(50_000);
    expect(await store.takePlace("sends b", 2)).toBe(0);
    await clock.advance(49_999);
    expect(await take()).toBe(1);
    await clock.advance(1);
    expect(await take()).toBe(0);
    expect(await take()).toBe(10_000);
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

  test("the only part of a user that may have been sent is found, and none of two", async () => {
    const { store, claim, answerStep, partStep, answer } = setup();
    await store.receive(fromAgent("S1"), admitted);
    const lane = await claim();
    await answer(lane, await answerStep(lane), "one");
    expect(await store.onlyUncertain(AGENT)).toBeNull();
    const part = await partStep(lane, "send");
    expect(await store.onlyUncertain(AGENT)).toBe(part.nonce);
    expect(await store.onlyUncertain("agent:another")).toBeNull();
    await store.recordAccepted(lane, part.id, { sid: "SM1", nextAfterMs: 0 });
    expect(await store.onlyUncertain(AGENT)).toBeNull();
  });
}
