import { expect, test } from "bun:test";
import { TERMINAL } from "../../../src/store/admin-access.ts";
import { textPart } from "../../../src/core/reply-part.ts";
import type { RemindedUser } from "../../../src/store/reminders.ts";
import { aMessage } from "../../messages.ts";
import {
  ADA,
  BOB,
  createReminderMoves,
  DAY_MS,
  MINUTE_MS,
  send,
  texts,
  ZONE,
} from "./reminder-moves.ts";
import { at, type Setup } from "./setup.ts";

const ADMITTED = { admitted: true, restMs: 3_600_000, settleMs: 0 } as const;

export function testDueReminders(setup: () => Setup): void {
  const { change, inMinutes, everyDay, queue, sent } = createReminderMoves(setup);

  test("what is due is sent once, all of a user's together, and what repeats is due again", async () => {
    const { store, clock } = setup();
    const userId = await change([inMinutes("tea", 60), everyDay("pills"), inMinutes("later", 90)]);
    expect(await queue(send)).toBeNull();
    clock.jump(60 * MINUTE_MS);
    expect(await queue(send)).toBe(1);
    expect(await queue(send)).toBeNull();
    expect(await sent()).toEqual([textPart("tea + pills")]);
    expect(await store.remindersOf(userId)).toMatchObject([
      { number: 2, dueAt: clock.now() + DAY_MS },
      { number: 3, text: "later" },
    ]);
    // Days pass without the bot: of what it missed one comes, and then what is next.
    clock.jump(2 * DAY_MS + MINUTE_MS);
    expect(await queue(send)).toBe(1);
    expect(await sent()).toEqual([textPart("later + pills")]);
    expect(await store.remindersOf(userId)).toMatchObject([{ number: 2 }]);
    clock.jump(DAY_MS);
    expect(await queue(send)).toBe(1);
    // That was the last date.
    expect(await store.remindersOf(userId)).toEqual([]);
    clock.jump(5 * DAY_MS);
    expect(await queue(send)).toBeNull();
    expect(await sent()).toEqual([textPart("pills")]);
  });

  test("who decides knows the user: when they wrote, their zone, whether they may be written to", async () => {
    const { store, clock } = setup();
    await change([everyDay("pills")]);
    const wroteAt = clock.now();
    await store.setAccess({ address: ADA }, "blocked", null, TERMINAL);
    clock.jump(60 * MINUTE_MS);
    const users: RemindedUser[] = [];
    await queue((user) => {
      users.push(user);
      return { kind: "skip" };
    });
    expect(users).toMatchObject([
      {
        identity: { phoneNumber: ADA },
        to: ADA,
        timeZone: ZONE,
        isActive: false,
        isOptedOut: false,
        lastWroteAt: wroteAt,
        now: clock.now(),
      },
    ]);
    // It is left out this time, and due again.
    expect(await sent()).toEqual([]);
    expect(await queue(send)).toBeNull();
    clock.jump(DAY_MS);
    expect(await queue(send)).toBe(1);
  });

  test("what waits for the user's next message is sent before its answer, each reminder once", async () => {
    const { store, clock, claim, partStep, answerStep } = setup();
    const userId = await change([inMinutes("tea", 60), everyDay("pills")]);
    await change([inMinutes("secret", 60)], BOB);
    for (let day = 0; day < 3; day += 1) {
      clock.jump(DAY_MS);
      await queue(() => ({ kind: "wait" }));
    }
    expect(await sent()).toEqual([]);
    const times: number[] = [];
    const receipt = await store.receive(aMessage({ text: "hello", from: ADA }), () => ({
      ...ADMITTED,
      settleMs: 500,
      remind: (_, due) => {
        times.push(...due.map(({ dueAt }) => dueAt));
        return [textPart(texts(due))];
      },
    }));
    expect(receipt.outcome).toBe("queued");
    // Tea of the first day, and the last of three times the pills.
    expect(times).toEqual([
      clock.now() - 3 * DAY_MS + 60 * MINUTE_MS,
      clock.now() - 23 * 60 * MINUTE_MS,
    ]);
    const lane = await claim();
    const part = await partStep(lane, "send");
    expect(part).toMatchObject({ isNotice: true, content: textPart("tea + pills") });
    await store.recordAccepted(lane, part.id, at("SM-1"));
    clock.jump(500);
    expect((await answerStep(lane)).text).toBe("hello");
    await store.releaseLane(lane);
    expect((await store.remindersOf(userId)).map(({ text }) => text)).toEqual(["pills"]);
    const remind = () => [textPart("again")];
    await store.receive(aMessage({ from: ADA }), () => ({ ...ADMITTED, remind }));
    expect(await store.overview()).toMatchObject({ waitingParts: 0 });
  });

  test("many at once leave room: no more lanes are made due than may wait", async () => {
    const { store, clock } = setup();
    const numbers = Array.from({ length: 8 }, (_, n) => `whatsapp:+4915100000${n}00`);
    for (const from of numbers) await change([inMinutes("now", 1)], from);
    clock.jump(MINUTE_MS);
    const queueFew = () => store.queueReminders({ maxDueLanes: 3, decide: send });
    expect(await queueFew()).toBe(3);
    // Those wait to be sent: one more all the same, so that reminders do not starve.
    expect(await queueFew()).toBe(1);
    expect(await sent()).toHaveLength(4);
    expect(await queueFew()).toBe(3);
    expect(await sent()).toHaveLength(3);
    expect(await queueFew()).toBe(1);
    expect(await queueFew()).toBeNull();
  });

  test("one user for whom it fails does not keep the others waiting", async () => {
    const { clock } = setup();
    await change([inMinutes("tea", 1)]);
    await change([inMinutes("bus", 2)], BOB);
    clock.jump(5 * MINUTE_MS);
    const failing = queue((user, due) => {
      if (user.to === ADA) throw new Error("no way there");
      return send(user, due);
    });
    expect(failing).rejects.toThrow("no way there");
    await failing.catch(() => {});
    expect(await sent()).toEqual([textPart("bus")]);
    expect(await queue(send)).toBe(1);
  });

  test("a template is kept as what it is", async () => {
    const { clock } = setup();
    await change([inMinutes("tea", 1)]);
    clock.jump(MINUTE_MS);
    const template = { kind: "template", text: "tea" } as const;
    await queue(() => ({ kind: "send", parts: [template] }));
    expect(await sent()).toEqual([template]);
  });
}
