import { createPool } from "./connections.ts";
import { lastMark, markOf, signedRequest } from "./signed-requests.ts";
import type { StandIns } from "./stand-ins.ts";

/** The times at which a question passed each station, by the clock of the bench's process. */
export interface Answered {
  readonly sentAt: number;
  /** The model's request arrived. */
  readonly askedAt: number;
  /** The model's answer left. */
  readonly toldAt: number;
  /** The answer arrived at Twilio. */
  readonly deliveredAt: number;
}

export interface Questions {
  /** Sends a user's message, and resolves when its answer has arrived at Twilio. */
  ask(from: string, text?: (mark: string) => string): Promise<Answered>;
  close(): void;
}

const ANSWER_MS = 60_000;
let numbers = 0;

/** Plays users, model and Twilio at once, each as fast as can be, and notes when things pass. */
export function playQuestions(
  port: number,
  standIns: StandIns,
  answerTo: (mark: string) => string = (mark) =>
    `An answer of ordinary length to ${mark} which says what was asked for, and a little more.`,
): Questions {
  const pool = createPool(port);
  const waiting = new Map<number, { -readonly [K in keyof Answered]: number } & { done(): void }>();

  standIns.onModelCall = ({ body, at }) => {
    const number = lastMark(body);
    const one = waiting.get(number);
    if (one !== undefined) {
      one.askedAt = at;
      one.toldAt = performance.now();
    }
    return answerTo(markOf(number));
  };
  standIns.onSend = ({ body, at }) => {
    const number = lastMark(body);
    const one = waiting.get(number);
    if (one === undefined) return;
    waiting.delete(number);
    one.deliveredAt = at;
    one.done();
  };

  async function ask(
    from: string,
    text: (mark: string) => string = (mark) =>
      `A question of ordinary length, ${mark} is its name.`,
  ): Promise<Answered> {
    numbers += 1;
    const number = numbers;
    const request = signedRequest(number, from, text(markOf(number)));
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const timer = setTimeout(
      () => reject(new Error(`question ${number} has no answer`)),
      ANSWER_MS,
    );
    const none = { askedAt: 0, toldAt: 0, deliveredAt: 0 };
    const one = { sentAt: performance.now(), ...none, done: resolve };
    waiting.set(number, one);
    const status = await pool.ask(request);
    if (status !== 200) throw new Error(`a webhook was answered with ${status}`);
    await promise;
    clearTimeout(timer);
    return one;
  }

  return { ask, close: () => pool.close() };
}

/**
 * Asks a number of questions, `atOnce` users at a time, each a new one when answered; returns
 * questions per second.
 */
export async function askMany(
  { ask }: Questions,
  people: readonly string[],
  count: number,
  onAnswered: (total: number) => void = () => {},
): Promise<number> {
  const startedAt = performance.now();
  let asked = 0;
  let answered = 0;
  await Promise.all(
    people.map(async (from) => {
      while (asked < count) {
        asked += 1;
        await ask(from);
        answered += 1;
        onAnswered(answered);
      }
    }),
  );
  return (answered * 1_000) / (performance.now() - startedAt);
}
