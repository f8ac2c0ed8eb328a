import { expect, test } from "bun:test";
import { ADA, BOB, createReminderMoves, DAY_MS, MINUTE_MS, send } from "./reminder-moves.ts";
import type { Setup } from "./setup.ts";

export function testReminders(setup: () => Setup): void {
  const { change, inMinutes, everyDay, queue } = createReminderMoves(setup);

  test("reminders are set, changed and cancelled with an answer, each under a number of its user's", async () => {
    const { store } = setup();
    const userId = await change([inMinutes("tea", 5), everyDay("pills"), inMinutes("bus", 30)]);
    const other = await change([inMinutes("secret", 1)], BOB);
    const [tea, pills, bus] = await store.remindersOf(userId);
    expect([tea, pills, bus]).toMatchObject([
      { number: 1, text: "tea", schedule: null, missedAt: null },
      { number: 2, text: "pills", schedule: { repeat: "daily" } },
      { number: 3, text: "bus" },
    ]);
    expect(await store.remindersOf(other)).toMatchObject([{ number: 1, text: "secret" }]);
    // Another user's reminder is not reached by its id.
    const ids = [tea?.id ?? 0];
    await change([{ kind: "cancel-reminders", ids }], BOB);
    const train = { ...inMinutes("train", 45), kind: "change-reminder", id: bus?.id ?? 0 } as const;
    await change([train], BOB);
    expect(await store.remindersOf(userId)).toMatchObject([{ number: 1 }, {}, { text: "bus" }]);
    await change([{ kind: "cancel-reminders", ids }, train]);
    expect((await store.remindersOf(userId)).map(({ text }) => text)).toEqual(["pills", "train"]);
    await change([inMinutes("milk", 5)]);
    expect((await store.remindersOf(userId))[0]).toMatchObject({ number: 1, text: "milk" });
  });

  test("a user has at most 100", async () => {
    const { store } = setup();
    const many = Array.from({ length: 103 }, (_, n) => inMinutes(`reminder ${n}`, 5));
    const userId = await change(many);
    const all = await store.remindersOf(userId);
    expect(all.map(({ number }) => number)).toEqual(Array.from({ length: 100 }, (_, n) => n + 1));
  });

  test("in another zone reminders keep their local times, and what is due in so many minutes stays so", async () => {
    const { store, clock } = setup();
    const once = { start: "2026-11-23T09:00:00", repeat: null, until: null };
    const userId = await change([
      everyDay("pills"),
      { ...everyDay("call"), schedule: once, dueAt: Date.UTC(2026, 10, 23, 8) },
      inMinutes("tea", 30),
    ]);
    const tea = clock.now() + 30 * MINUTE_MS;
    await change([{ kind: "set-time-zone", timeZone: "America/New_York" }]);
    expect((await store.remindersOf(userId)).map(({ dueAt }) => dueAt)).toEqual([
      Date.UTC(2026, 10, 22, 19),
      Date.UTC(2026, 10, 23, 14),
      tea,
    ]);
    expect((await store.findUser({ address: ADA }))?.address).toBe(ADA);
  });

  test("two rows that turn out to be one user have the reminders of both", async () => {
    const { store, clock } = setup();
    const name = { phoneNumber: null, externalUserId: "whatsapp:DE.abc" };
    const userId = await change([inMinutes("tea", 5)]);
    const { receive, claim, answerStep } = setup();
    await receive({ from: "whatsapp:DE.abc", identity: name });
    const lane = await claim();
    const turn = await answerStep(lane);
    const effects = [inMinutes("bus", 10), everyDay("pills")];
    const record = { text: "Done", parts: [], model: null, usage: null, error: null, effects };
    await store.recordAnswer(lane, turn, record);
    await store.releaseLane(lane);
    await receive({ from: ADA, identity: { ...name, phoneNumber: ADA } });
    expect(await store.remindersOf(userId)).toMatchObject([
      { number: 1, text: "tea" },
      { number: 2, text: "bus" },
      { number: 3, text: "pills" },
    ]);
    expect(await store.remindersOf(turn.userId)).toEqual([]);
    clock.jump(10 * MINUTE_MS);
    expect(await queue(send)).toBe(1);
  });

  test("who is forgotten is reminded of nothing", async () => {
    const { store, clock, receive, claim, answerStep } = setup();
    const userId = await change([everyDay("pills")]);
    await receive({ text: "/forget" });
    const lane = await claim();
    const { messageId } = await answerStep(lane);
    expect(await store.forget(lane, messageId, "Erased.")).toBe(true);
    expect(await store.remindersOf(userId)).toEqual([]);
    clock.jump(DAY_MS);
    expect(await queue(send)).toBeNull();
  });
}
