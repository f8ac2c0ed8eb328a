import { wordsOfPart } from "../../../src/core/reply-part.ts";
import { PermanentError, SendUncertain, TransientError } from "../../../src/core/errors.ts";
import type { Clock, Messenger, SentMessage } from "../../../src/core/ports.ts";

/**
 * `failed-first`: it is taken, and fails before that is answered; `lost`: it is sent, and the answer
 * never comes; `vanished`: neither.
 */
export type SendOutcome = "accepted" | "failed-first" | "lost" | "vanished" | "busy" | "refused";

interface SentPart extends SentMessage {
  readonly nonce: string;
  /** The text that its user reads, or the name of a picture. */
  readonly said: string;
}

export interface FakeChannel {
  readonly messenger: Messenger;
  /**
   * The parts that it accepted, oldest first; one that failed in transit is `failed`, and was not
   * read.
   */
  readonly sent: SentPart[];
  /** The parts that it refused permanently. */
  readonly refused: ReadonlySet<string>;
  /** Sets the outcome of the next send. */
  expect(outcome: SendOutcome): void;
  /** Runs between a send and its response. */
  beforeAnswer: (part: SentPart) => Promise<void>;
  /** Fetches the file with this token. */
  fetch: (token: string) => Promise<void>;
}

const US = "whatsapp:+14155238886";

/** A messenger that does with the next send what it is told, and lists it `lagMs` later. */
export function createFakeChannel(clock: Pick<Clock, "now">, lagMs = 0): FakeChannel {
  const sentAt = new Map<SentPart, number>();
  const sent: SentPart[] = [];
  const refused = new Set<string>();
  let next: SendOutcome = "accepted";

  function isListed(since: number): boolean {
    const ageMs = clock.now() - since;
    // A clock that was set back does not take out of the list what was in it.
    return ageMs < 0 || ageMs >= lagMs;
  }

  const channel = {
    sent,
    refused,
    expect: (outcome: SendOutcome) => {
      next = outcome;
    },
    beforeAnswer: async (_part: SentPart) => {},
    fetch: async (_token: string) => {},
  };
  const messenger: Messenger = {
    send: async ({ to, content, nonce }) => {
      const body = wordsOfPart(content);
      const said = content.kind !== "media" ? body : content.file.name;
      const files = content.kind !== "media" ? 0 : 1;
      const outcome = next;
      next = "accepted";
      if (outcome === "busy") throw new TransientError("too many");
      if (outcome === "vanished") throw new SendUncertain("never arrived");
      if (outcome === "refused") {
        refused.add(said);
        throw new PermanentError("refused");
      }
      const sid = `SM${sent.length}`;
      const createdAt = Math.floor(clock.now() / 1_000) * 1_000;
      const facts = {
        from: US,
        to,
        body,
        files,
        said,
        direction: "outbound",
        status: "accepted",
      } as const;
      const part: SentPart = { ...facts, sid, nonce, createdAt };
      sent.push(part);
      sentAt.set(part, clock.now());
      if (content.kind === "media") await channel.fetch(content.file.token);
      await channel.beforeAnswer(part);
      if (outcome === "lost") throw new SendUncertain("no answer");
      return { sid };
    },
    listSentTo: async ({ to }) => ({
      messages: sent
        .filter((message) => message.to === to && isListed(sentAt.get(message) ?? 0))
        .toReversed(),
      clockOffsetMs: 0,
    }),
    showTyping: async () => {},
  };
  return Object.assign(channel, { messenger });
}
