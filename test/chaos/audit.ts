import { en } from "../../src/text/sentences/en.ts";
import { answerTo, type Conversation } from "./load.ts";

/** The facts after a run, from both sides of the bot. */
export interface Evidence {
  /** The acknowledged messages, each user's in order. */
  readonly conversations: readonly Conversation[];
  /** The messages that the messenger sent, in order, without notices of delay. */
  readonly sent: readonly { readonly to: string; readonly body: string }[];
  /** The text of each model call. */
  readonly asked: readonly string[];
  /** The texts whose answering was cut off by a crash: each once for every time. */
  readonly cutOff: readonly string[];
  /** The messages in the database. */
  readonly stored: readonly { readonly text: string; readonly state: string }[];
}

/** The violations of the guarantee, in words. */
export interface Findings {
  readonly lost: readonly string[];
  readonly doubled: readonly string[];
  /** Users whose answers came in this order. */
  readonly outOfOrder: readonly string[];
  /** Messages that were sent or stored by mistake. */
  readonly unasked: readonly string[];
  readonly unfinished: readonly string[];
  /** Messages that the model was asked about too often. */
  readonly wasted: readonly string[];
}

/** The findings of an audit without a violation. */
export const NOTHING_WRONG: Findings = {
  lost: [],
  doubled: [],
  outOfOrder: [],
  unasked: [],
  unfinished: [],
  wasted: [],
};

/** Holds a run against the promise: each acknowledged message is answered once, in order, and nothing else happens. */
export function audit(evidence: Evidence): Findings {
  const { conversations, sent, stored } = evidence;
  const users = new Set(conversations.map((conversation) => conversation.from));
  const strangers = sent.filter(({ to }) => !users.has(to)).map(({ body }) => body);
  const perUser = conversations.map((conversation) => auditUser(conversation, sent));
  const texts = conversations.flatMap((conversation) => conversation.texts);
  return {
    lost: perUser.flatMap((found) => found.lost),
    doubled: perUser.flatMap((found) => found.doubled),
    outOfOrder: perUser.flatMap((found) => found.outOfOrder),
    unasked: [
      ...perUser.flatMap((found) => found.unasked),
      ...strangers,
      ...surplus(texts, stored),
    ],
    unfinished: findUnfinished(texts, stored),
    wasted: findWasted(texts, evidence),
  };
}

function auditUser({ from, texts }: Conversation, sent: Evidence["sent"]) {
  const expected = texts.flatMap(answerTo);
  const got = sent
    .filter(({ to, body }) => to === from && body !== en.stillWorking)
    .map(({ body }) => body);
  const times = countOf(got);
  const places = new Map(expected.map((body, place) => [body, place]));
  // A doubled part counts where it came first.
  const order = [...times.keys()].flatMap((body) => places.get(body) ?? []);
  const isOrdered = order.every((place, index) => place >= (order[index - 1] ?? 0));
  return {
    lost: expected.filter((body) => !times.has(body)),
    doubled: expected.filter((body) => (times.get(body) ?? 0) > 1),
    outOfOrder: isOrdered ? [] : [`${from}: ${order.join(" ")}`],
    unasked: got.filter((body) => !places.has(body)),
  };
}

function surplus(texts: readonly string[], stored: Evidence["stored"]): string[] {
  const times = countOf(stored.map(({ text }) => text));
  const known = new Set(texts);
  return [...times]
    .filter(([text, count]) => count > 1 || !known.has(text))
    .map(([text, count]) => `${text}: stored ${count} times`);
}

function findUnfinished(texts: readonly string[], stored: Evidence["stored"]): string[] {
  const states = new Map(stored.map(({ text, state }) => [text, state]));
  return texts
    .filter((text) => states.get(text) !== "done")
    .map((text) => `${text}: ${states.get(text) ?? "not stored"}`);
}

function findWasted(texts: readonly string[], { asked, cutOff }: Evidence): string[] {
  const askedTimes = countOf(asked);
  const cutOffTimes = countOf(cutOff);
  return texts.filter((text) => (askedTimes.get(text) ?? 0) > 1 + (cutOffTimes.get(text) ?? 0));
}

function countOf(texts: readonly string[]): Map<string, number> {
  const times = new Map<string, number>();
  for (const text of texts) times.set(text, (times.get(text) ?? 0) + 1);
  return times;
}
