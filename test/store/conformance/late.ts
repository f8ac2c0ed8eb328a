import { expect, test } from "bun:test";
import type { Verdict } from "../../../src/store/receipt.ts";
import { aMessage } from "../../messages.ts";
import { admitted, type Setup } from "./setup.ts";

const HOUR_MS = 3_600_000;

export function testLateMessages(setup: () => Setup): void {
  test("a late message is due at once, and counts for the time when it was sent", async () => {
    const { store, clock, claim, answerStep } = setup();
    const message = aMessage();
    await store.receive(message, admitted, HOUR_MS);
    expect(await answerStep(await claim())).toMatchObject({ receivedAt: clock.now() - HOUR_MS });
    await store.receive(
      aMessage(),
      ({ arrivals }) => {
        expect(arrivals.admitted).toEqual([HOUR_MS]);
        return admitted();
      },
      0,
      HOUR_MS + 1,
    );
  });

  test("late refusals are noticed once within the time in which they were sent", async () => {
    const { store } = setup();
    const refuse = (): Verdict => ({
      admitted: false,
      why: "rate-limited",
      notice: { text: "wait", everyMs: 60_000 },
    });
    const isNoticed = async (ageMs: number) => {
      const receipt = await store.receive(aMessage(), refuse, ageMs);
      return receipt.outcome === "discarded" && receipt.isNoticed;
    };
    expect(await isNoticed(HOUR_MS)).toBe(true);
    expect(await isNoticed(HOUR_MS - 1_000)).toBe(false);
    expect(await isNoticed(HOUR_MS - 70_000)).toBe(true);
  });

  test("of many sids it is known which were never received", async () => {
    const { store, receive } = setup();
    await receive({ sid: "SMknown" });
    expect(await store.unseen(["SMknown", "SMnew"])).toEqual(new Set(["SMnew"]));
  });

  test("a stored state is the one that was written last", async () => {
    const { store } = setup();
    expect(await store.readState("caught-up-to")).toBeNull();
    await store.writeState("caught-up-to", "1");
    await store.writeState("caught-up-to", "2");
    expect(await store.readState("caught-up-to")).toBe("2");
  });
}
