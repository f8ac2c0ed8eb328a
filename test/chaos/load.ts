import type { TwilioStandIn } from "../../src/simulator/twilio-stand-in.ts";
import { waitFor } from "../wait-for.ts";

/** One user and what they write, in order; no two texts of a run are the same. */
export interface Conversation {
  readonly from: string;
  readonly texts: readonly string[];
}

const PARAGRAPH_LENGTH = 1_000;
const AGAIN_AFTER_MS = 100;
/** Longer than a bot is killed, starts, or has no database in any of the programs. */
const ACKNOWLEDGED_WITHIN_MS = 150_000;

/** The parts in which a text is to be answered: two when it asks for much, else one. */
export function answerTo(text: string): string[] {
  if (!text.includes("at length")) return [`The answer to: ${text}`];
  const filler = " And so on.".repeat(PARAGRAPH_LENGTH / 11);
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
export function textOf(user: number, index: number): string {
  return `User ${user} asks question ${index}${index % 2 === 0 ? " at length" : ""}`;
}

/**
 * Posts one message until it is acknowledged: what a bot that is down could not take is posted
 * again, to the letter, once `isUp` says that it is back. Rejects at a deadline, with what the bot
 * said last.
 */
export async function postUntilAcknowledged(
  twilio: Pick<TwilioStandIn, "sendText" | "repeat">,
  message: { readonly from: string; readonly body: string },
  isUp: () => Promise<void>,
  withinMs: number = ACKNOWLEDGED_WITHIN_MS,
): Promise<void> {
  let posted: Awaited<ReturnType<TwilioStandIn["sendText"]>> | null = null;
  let isOver = false;
  const post = async () => {
    posted = await twilio.sendText(message);
    while (!isOver && !(posted.status === 200 && posted.body === "<Response/>")) {
      // Also after no answer at all: one that is refused at once would leave no time for anything else.
      await Bun.sleep(AGAIN_AFTER_MS);
      await isUp();
      posted = await twilio.repeat(posted.sid);
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
  { twilio, isUp }: { readonly twilio: TwilioStandIn; isUp(): Promise<void> },
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
      const body = textOf(user, texts.length);
      try {
        await postUntilAcknowledged(twilio, { from, body }, isUp);
      } catch (reason) {
        refused.push(String(reason));
        return;
      }
      texts.push(body);
      await Bun.sleep(pauseMs());
      const waitedFor = texts.at(-ahead);
      if (waitedFor === undefined) continue;
      const answer = answerTo(waitedFor).at(-1);
      await twilio.journal.waitForMessage((sent) => sent.body === answer, ANSWERED_WITHIN_MS);
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
