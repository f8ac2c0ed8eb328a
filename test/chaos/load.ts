import type { TwilioStandIn } from "../../src/simulator/twilio-stand-in.ts";

/** One user and what they write, in order; no two texts of a run are the same. */
export interface Conversation {
  readonly from: string;
  readonly texts: readonly string[];
}

const PARAGRAPH_LENGTH = 1_000;

/** The parts in which a text is to be answered: two when it asks for much, else one. */
export function answerTo(text: string): string[] {
  if (!text.includes("at length")) return [`The answer to: ${text}`];
  const filler = " And so on.".repeat(PARAGRAPH_LENGTH / 11);
  return ["beginning", "end"].map((name) => `The ${name} of the answer to: ${text}.${filler}`);
}

/** As many conversations of as many messages; every other message asks for much. */
export function createConversations(users: number, messages: number): Conversation[] {
  return Array.from({ length: users }, (_, user) => ({
    from: `whatsapp:+4915100${String(user).padStart(6, "0")}`,
    texts: Array.from({ length: messages }, (__, index) => textOf(user, index)),
  }));
}

/** What this user writes as their `index`th message. */
export function textOf(user: number, index: number): string {
  return `User ${user} asks question ${index}${index % 2 === 0 ? " at length" : ""}`;
}

/**
 * Posts one message until it is acknowledged: what a bot that is down could not take is posted
 * again, to the letter, once `isUp` says that it is back.
 */
export async function postUntilAcknowledged(
  twilio: TwilioStandIn,
  message: { readonly from: string; readonly body: string },
  isUp: () => Promise<void>,
): Promise<void> {
  let posted = await twilio.sendText(message);
  while (posted.status !== 200 || posted.body !== "<Response/>") {
    await isUp();
    posted = await twilio.repeat(posted.sid);
  }
}
