import type { Faults } from "../../src/simulator/twilio/faults.ts";
import type { Journal } from "../../src/simulator/twilio/journal.ts";
import { waitFor } from "../wait-for.ts";

/** The stand-in for a messenger, as far as every channel's can be used alike. */
export interface ChaosMessenger {
  readonly journal: Journal;
  readonly faults: Faults;
  sendText(message: { readonly from: string; readonly body: string }): Promise<Posted>;
  repeat(sid: string): Promise<Posted>;
  pointAt(webhookUrl: string): void;
  stop(): Promise<void>;
}

interface Posted {
  readonly sid: string;
  readonly status: number | null;
  readonly body: string;
}

/** The body that acknowledges a message, of each channel. */
const ACKNOWLEDGED = /^(<Response\/>|EVENT_RECEIVED)$/;

/** One user and what they write, in order; no two texts of a run are the same. */
export interface Conversation {
  readonly from: string;
  readonly texts: readonly string[];
}

/** Longer than half of what a channel takes in one message. */
const PARAGRAPH_LENGTH = 1_000;
const LONG_PARAGRAPH_LENGTH = 2_800;
/** Asks for paragraphs of the second length. */
export const AT_FULL_LENGTH = "at full length";
const AGAIN_AFTER_MS = 100;
/** Longer than a bot is killed, starts, or has no database in any of the programs. */
const ACKNOWLEDGED_WITHIN_MS = 150_000;

/** The parts in which a text is to be answered: two when it asks for much, else one. */
export function answerTo(text: string): string[] {
  if (!/at (full )?length/.test(text)) return [`The answer to: ${text}`];
  const length = text.includes(AT_FULL_LENGTH) ? LONG_PARAGRAPH_LENGTH : PARAGRAPH_LENGTH;
  const filler = " And so on.".repeat(length / 11);
  return ["beginning", "end"].map((name) => `The ${name} of the answer to: ${text}.${filler}`);
}

/** Creates conversations of equal length; every other message asks for a long answer. */
export function createConversations(users: number, messages: number): Conversation[] {
  return Array.from({ length: users }, (_, user) => ({
    from: `whatsapp:+4915100${String(user).padStart(6, "0")}`,
    texts: Array.from({ length: messages }, (__, index) => textOf(user, index)),
  }));
}

/** Returns the text of this user's `index`th message. */
export function textOf(user: number, index: number, atLength = "at length"): string {
  return `User ${user} asks question ${index}${index % 2 === 0 ? ` ${atLength}` : ""}`;
}

/**
 * Posts one message until it is acknowledged: what a bot that is down could not take is posted
 * again, to the letter, once `isUp` says that it is back. Rejects at a deadline, with what the bot
 * said last.
 */
export async function postUntilAcknowledged(
  messenger: Pick<ChaosMessenger, "sendText" | "repeat">,
  message: { readonly from: string; readonly body: string },
  isUp: () => Promise<void>,
  withinMs: number = ACKNOWLEDGED_WITHIN_MS,
): Promise<void> {
  let posted: Posted | null = null;
  let isOver = false;
  const post = async () => {
    posted = await messenger.sendText(message);
    while (!isOver && !(posted.status === 200 && ACKNOWLEDGED.test(posted.body))) {
      // Also after no answer at all: one that is refused at once would leave no time for anything else.
      await Bun.sleep(AGAIN_AFTER_MS);
      await isUp();
      posted = await messenger.repeat(posted.sid);
    }
  };
  const found = () => posted && { status: posted.status, body: posted.body };
  await waitFor(`"${message.body}" to be acknowledged`, post(), {
    found,
    deadlineMs: withinMs,
  }).finally(() => {
    isOver = true;
  });
}

export interface Load {
  readonly conversations: readonly Conversation[];
  /** Returns the number of acknowledged messages so far. */
  count(): number;
  /**
   * Stops writing; resolves when the messages sent so far are acknowledged and answered, or the
   * wait for them has failed, with the unacknowledged ones.
   */
  end(): Promise<readonly string[]>;
}

/** Messages that a user writes ahead of the answers, when nothing else is asked for. */
const AHEAD = 3;
const ANSWERED_WITHIN_MS = 150_000;

/** Begins to write as so many users, each so many messages ahead of the answers, but never too many. */
export function beginLoad(
  {
    messenger,
    atLength,
    isUp,
  }: {
    readonly messenger: ChaosMessenger;
    /** The words that ask for an answer of two parts. */
    readonly atLength?: string;
    isUp(): Promise<void>;
  },
  users: number,
  pauseMs: () => number = () => 0,
  ahead: number = AHEAD,
): Load {
  const conversations = Array.from({ length: users }, (_, user) => ({
    from: `whatsapp:+4915100${String(user).padStart(6, "0")}`,
    texts: [] as string[],
  }));
  const refused: string[] = [];
  let isOver = false;

  async function keepWriting(user: number, from: string, texts: string[]): Promise<void> {
    while (!isOver) {
      const body = textOf(user, texts.length, atLength);
      try {
        await postUntilAcknowledged(messenger, { from, body }, isUp);
      } catch (reason) {
        refused.push(String(reason));
        return;
      }
      texts.push(body);
      await Bun.sleep(pauseMs());
      const waitedFor = texts.at(-ahead);
      if (waitedFor === undefined) continue;
      const answer = answerTo(waitedFor).at(-1);
      await messenger.journal.waitForMessage((sent) => sent.body === answer, ANSWERED_WITHIN_MS);
    }
  }

  const begin = () =>
    Promise.allSettled(
      conversations.map(({ from, texts }, user) => keepWriting(user, from, texts)),
    );
  const written = waitFor("the bot to be up", isUp(), { deadlineMs: ACKNOWLEDGED_WITHIN_MS }).then(
    begin,
    (reason: unknown) => void refused.push(String(reason)),
  );
  return {
    conversations,
    count: () => conversations.reduce((sum, { texts }) => sum + texts.length, 0),
    end: async () => {
      isOver = true;
      await written;
      return refused;
    },
  };
}
