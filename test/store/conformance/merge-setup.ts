import { TERMINAL } from "../../../src/store/admin-access.ts";
import { expect } from "bun:test";
import type { Lane } from "../../../src/core/lane.ts";
import type { InboundMessage } from "../../../src/core/message.ts";
import type { AdminStore } from "../../../src/store/admin-store.ts";
import { at, type Setup } from "./setup.ts";

export const FIRST = "whatsapp:+4915112345678";
export const SECOND = "whatsapp:+5511987654321";
export const OURS = "whatsapp:+14155238886";
export const OTHER_OF_OURS = "whatsapp:+4930123456";
export const NO_GRANT = { isAdmitted: false, by: TERMINAL };

/** The moves of two users who turn out to be one. */
export function mergeSetup(setup: () => Setup, admin: () => AdminStore) {
  /** Stores a message from an address; returns its user. */
  async function write(from: string, text: string, over: Partial<InboundMessage> = {}) {
    const to = from === FIRST ? OURS : OTHER_OF_OURS;
    const receipt = await setup().receive({ from, to, text, ...over });
    if (receipt.outcome !== "queued") throw new Error(`not queued: ${receipt.outcome}`);
    return receipt.userId;
  }

  /** Answers one message and delivers the answer; returns where it went. */
  async function answerNext(text = "Yes.") {
    const { store, claim, answerStep, answer } = setup();
    const lane = await claim();
    const turn = await answerStep(lane);
    const past = await store.history(turn, 10);
    await answer(lane, turn, text);
    const { to, from } = await send(lane);
    await store.releaseLane(lane);
    return { asked: turn.text, to, from, past, user: turn.user };
  }

  async function send(lane: Lane) {
    const { store, partStep } = setup();
    const part = await partStep(lane, "send");
    await store.recordAccepted(lane, part.id, at(`SM${crypto.randomUUID()}`));
    return part;
  }

  async function twoUsers() {
    const keep = await write(FIRST, "my cat is called Tom");
    await answerNext();
    await setup().clock.advance(1);
    const other = await write(SECOND, "I live in Lima");
    await answerNext();
    await setup().clock.advance(1);
    return { keep, other };
  }

  async function mergedUser() {
    const pair = await twoUsers();
    expect(await admin().mergeUsers(pair, NO_GRANT)).toEqual({ outcome: "merged" });
    return pair;
  }

  return { write, answerNext, send, twoUsers, mergedUser };
}
