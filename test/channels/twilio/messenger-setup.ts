import { aFile } from "../../outgoing-file.ts";
import { textPart } from "../../../src/core/reply-part.ts";
import type { Clock, Messenger } from "../../../src/core/ports.ts";
import { createTwilioStandIn, type TwilioStandIn } from "../../../src/simulator/twilio-stand-in.ts";
import { createTwilioMessenger } from "../../../src/channels/twilio/messenger.ts";
import { ACCOUNT_SID, ADA, AUTH_TOKEN, createLogBook, NUMBER, realClock } from "./fixtures.ts";

export interface MessengerSetup {
  readonly twilio: TwilioStandIn;
  readonly book: ReturnType<typeof createLogBook>;
  readonly messenger: Messenger;
  /** Another messenger, for another Twilio or at another time. */
  messengerFor(apiBaseUrl: string, clock?: Clock, address?: string): Messenger;
}

/** A messenger and the Twilio that it talks to, which reports on nothing. */
export function setUpMessenger(): MessengerSetup {
  const book = createLogBook();
  const twilio = createTwilioStandIn({
    accountSid: ACCOUNT_SID,
    authToken: AUTH_TOKEN,
    number: NUMBER,
    webhookUrl: "http://127.0.0.1:1/webhook",
    callbacks: "none",
  });
  const messengerFor = (apiBaseUrl: string, clock: Clock = realClock, address = NUMBER) =>
    createTwilioMessenger({
      accountSid: ACCOUNT_SID,
      authToken: AUTH_TOKEN,
      address,
      apiBaseUrl,
      publicUrl: "https://bot.example",
      reminderTemplate: null,
      log: book,
      clock,
    });
  return { twilio, book, messengerFor, messenger: messengerFor(twilio.url) };
}

export function part(body: string, token: string | null = null) {
  const content =
    token === null
      ? textPart(body)
      : ({ kind: "media", file: aFile(token), caption: body || null } as const);
  return { to: ADA, from: NUMBER, content, nonce: "n-1" };
}

export function failureOf(attempt: Promise<unknown>): Promise<unknown> {
  return attempt.then(
    () => null,
    (error: unknown) => error,
  );
}
