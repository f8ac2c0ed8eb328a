import { expect } from "bun:test";
import { type ReplyPart, textPart } from "../../../src/core/reply-part.ts";
import type {
  DueReminder,
  RemindedUser,
  ReminderDecision,
  ReminderEffect,
} from "../../../src/store/reminders.ts";
import { at, LEASE, type Setup } from "./setup.ts";

export const ADA = "whatsapp:+4915112345678";
export const BOB = "whatsapp:+491522222222";
export const ZONE = "Europe/Berlin";
export const MINUTE_MS = 60_000;
export const DAY_MS = 24 * 60 * MINUTE_MS;

export const texts = (due: readonly DueReminder[]) => due.map(({ text }) => text).join(" + ");
export const send = (_: RemindedUser, due: readonly DueReminder[]): ReminderDecision => ({
  kind: "send",
  parts: [textPart(texts(due))],
});

/** The moves that tests of reminders make with a store. */
export function createReminderMoves(setup: () => Setup) {
  const queue = (how: (user: RemindedUser, due: readonly DueReminder[]) => ReminderDecision) =>
    setup().store.queueReminders({ maxDueLanes: 40, decide: how });

  /** Has a user write, and answers with these changes; returns the user's id. */
  async function change(effects: readonly ReminderEffect[], from = ADA): Promise<number> {
    const { store, receive, claim, answerStep } = setup();
    await receive({ from });
    const lane = await claim();
    const turn = await answerStep(lane);
    const record = { text: "Done", parts: [], model: null, usage: null, error: null, effects };
    expect(await store.recordAnswer(lane, turn, record)).toBe(true);
    await store.releaseLane(lane);
    return turn.userId;
  }
  const inMinutes = (text: string, minutes: number) =>
    ({
      kind: "set-reminder",
      text,
      schedule: null,
      dueAt: setup().clock.now() + minutes * MINUTE_MS,
      timeZone: null,
    }) as const;
  const everyDay = (text: string) =>
    ({
      kind: "set-reminder",
      text,
      schedule: { start: "2026-11-22T14:00:00", repeat: "daily", until: "2026-11-25" },
      // It is noon in London.
      dueAt: setup().clock.now() + 60 * MINUTE_MS,
      timeZone: ZONE,
    }) as const;

  /** Sends what is due, as the lane's holder; returns the texts. */
  async function sent(): Promise<ReplyPart[]> {
    const { store } = setup();
    const parts: ReplyPart[] = [];
    for (;;) {
      const lane = await store.claimLane("me", LEASE.leaseMs);
      if (lane === null) return parts;
      for (;;) {
        const step = await store.nextStep(lane, LEASE);
        if (step?.kind !== "send") break;
        const { content } = step.part;
        if (content.kind === "media") throw new Error("a reminder is no file");
        parts.push(content);
        await store.recordAccepted(lane, step.part.id, at(`SM${step.part.id}`));
      }
      await store.releaseLane(lane);
    }
  }

  return { change, inMinutes, everyDay, sent, queue };
}
