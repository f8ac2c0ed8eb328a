import { offeringPart, textPart, type ReplyPart } from "../../../src/core/reply-part.ts";
import type { Lane } from "../../../src/core/lane.ts";
import type { RecalledKind, Understanding } from "../../../src/store/attachments.ts";
import type { AnswerRecord } from "../../../src/store/answer-record.ts";
import type { Store } from "../../../src/store/store.ts";
import type { Turn } from "../../../src/store/turn.ts";
import { pictured } from "../../outgoing-file.ts";
import { bill, money } from "../conformance/charges.ts";
import { aKnownSid } from "./inbound.ts";
import { aHolder } from "./lanes.ts";
import type { Both, Holder, Pair } from "./pair.ts";
import type { Picker } from "./picker.ts";
import { aReminderEffect } from "./reminders.ts";

const DAYS = ["2026-11-22", "2026-11-23"] as const;
const TOPICS = ["help", "forget", "language"] as const;

type Act = (store: Store, lane: Lane, turn: Turn) => Promise<unknown>;

/** Makes a step of a holder that has a turn to answer, or had one. */
export async function onTurn(
  pair: Pair,
  picker: Picker,
  choose: (turn: Turn) => readonly [what: string, act: Act],
): Promise<Holder | null> {
  const holder = aHolder(pair, picker);
  if (holder === null) return null;
  const [one, two] = holder.steps;
  const turns: Both<Turn> | null =
    one?.kind === "answer" && two?.kind === "answer"
      ? [one.turn, two.turn]
      : picker.isLucky(0.05)
        ? picker.any(pair.past.turns)
        : null;
  if (turns === null) return null;
  const [what, act] = choose(turns[0]);
  await pair.both(`${what} for ${turns[0].messageId}`, ({ store }, index) =>
    act(store, holder.lanes[index], turns[index]),
  );
  return holder;
}

/** The same, and whatever comes of it the turn is no longer under way. */
async function endTurn(...of: Parameters<typeof onTurn>): Promise<void> {
  const holder = await onTurn(...of);
  if (holder !== null) holder.steps = [null, null];
}

export const recordAnswer = (pair: Pair, picker: Picker) =>
  endTurn(pair, picker, (turn) => {
    const answer = aRandomAnswer(pair, turn, picker);
    const what = `record answer of ${answer.parts.length} parts and ${answer.held?.length ?? 0} held${answer.topic ? `, ${answer.topic}` : ""}`;
    return [what, (store, lane, own) => store.recordAnswer(lane, own, answer)];
  });

const OFFER = { choices: [{ id: "/more", title: "Möre" }], inWords: "Write *more*." };

function aRandomAnswer(pair: Pair, turn: Turn, picker: Picker): AnswerRecord {
  const total = picker.below(500);
  const some = (prefix: string, most: number) =>
    Array.from({ length: picker.below(most + 1) }, (_, i): ReplyPart => {
      const words = `${prefix} ${turn.messageId}-${i} ✓`;
      if (picker.isLucky(0.2)) return pictured(picker.one([null, words]), picker.below(256));
      return picker.isLucky(0.2) ? offeringPart(words, OFFER, 3) : textPart(words);
    });
  const isCommand = picker.isLucky(0.2);
  return {
    text: picker.one(["an answer", "", "𝓪𝓷 answer\nof two lines"]),
    parts: some("part", 3),
    ...(picker.isLucky(0.5) && { held: some("held", 4) }),
    ...(picker.isLucky(0.2) && {
      words: [...turn.earlier, turn].map(({ messageId }) => ({
        messageId,
        text: `${messageId} in words`,
        type: picker.one(["text", "audio", "contacts"] as const),
      })),
    }),
    ...(isCommand && { topic: picker.one(TOPICS) }),
    ...(picker.isLucky(0.1) && { isWelcome: true }),
    ...(picker.isLucky(0.15) && {
      jobs: [
        {
          kind: "remove-media",
          payload: { url: `https://x/${turn.messageId}`, messageSid: "MM1" },
        },
        { kind: "retry", payload: { messageId: String(turn.messageId) } },
      ] as const,
    }),
    model: isCommand ? null : "a-model",
    usage: picker.isLucky(0.7)
      ? { promptTokens: total, completionTokens: 1, totalTokens: total + 1, cachedTokens: 2 }
      : null,
    ...(picker.isLucky(0.6) && { bill: bill(BigInt(picker.below(90))) }),
    error: picker.isLucky(0.1) ? "filtered" : null,
    ...(picker.isLucky(0.4) && { effects: [aReminderEffect(pair, picker)] }),
  };
}

export const beginCall = (pair: Pair, picker: Picker) =>
  onTurn(pair, picker, (turn) => {
    const call = {
      voidBefore: picker.isLucky(0.2) ? pair.clock.now() : 0,
      historyFrom: picker.isLucky(0.3) ? 1 + picker.below(turn.messageId) : null,
      budget: {
        day: picker.one(DAYS),
        tokens: 100,
        dailyLimit: picker.one([0, 0, 300, 1_000]),
        dailyLimitPerUser: picker.one([0, 0, 250]),
        ...(picker.isLucky(0.8) && {
          money: money({
            daily: picker.one([0n, 0n, 900n]),
            monthly: picker.one([0n, 2_000n]),
            dailyPerUser: picker.one([0n, 0n, 400n]),
          }),
        }),
      },
    };
    const { day, dailyLimit, dailyLimitPerUser } = call.budget;
    const what = `begin call on ${day}, limits ${dailyLimit} ${dailyLimitPerUser}, void before ${call.voidBefore}, from ${call.historyFrom}`;
    return [what, (store, lane, own) => store.beginModelCall(lane, own, call)];
  });

export const continueAnswer = (pair: Pair, picker: Picker) =>
  endTurn(pair, picker, () => {
    const most = 1 + picker.below(2);
    return [`continue ${most}`, (store, lane, turn) => store.continueAnswer(lane, turn, most)];
  });

export const postponeAnswer = (pair: Pair, picker: Picker) =>
  endTurn(pair, picker, () => {
    const isCounted = picker.isLucky(0.7);
    const delayMs = picker.one([0, 5_000, 60_000]);
    const retry = { delayMs, giveUpMs: 85_000, error: "overloaded", isCounted };
    const what = `postpone answer by ${delayMs}${isCounted ? "" : ", not counted"}`;
    return [what, (store, lane, turn) => store.postponeAnswer(lane, turn, retry)];
  });

export const deadLetter = (pair: Pair, picker: Picker) =>
  endTurn(pair, picker, ({ messageId }) => {
    pair.past.deadLettered.push(messageId);
    return [
      "deadLetter",
      (store, lane, turn) => store.deadLetterTurn(lane, turn, "Sorry.", "gave up"),
    ];
  });

export const readTurn = (pair: Pair, picker: Picker) =>
  onTurn(pair, picker, () => {
    const limit = 1 + picker.below(8);
    const kind = picker.one<RecalledKind>(["image", "document"]);
    const sid = aKnownSid(pair, picker);
    const since = pair.clock.now() - picker.below(7_200_000);
    return [
      `read up to ${limit}, ${kind}, quoted ${sid}`,
      async (store, _lane, turn) => ({
        history: await store.history(turn, limit),
        attachments: await Promise.all(
          [...turn.earlier, turn].map((message) => store.attachmentsOf(message)),
        ),
        past: await store.pastAttachments(turn, kind, limit),
        calls: await store.toolCallsOf(turn),
        quoted: await store.quotedMessage(turn, sid),
        used: await store.usageSince(turn, since),
        looked: await store.mediaLookedAt(turn.userId, DAYS[0]),
      }),
    ];
  });

function anUnderstanding(picker: Picker): Understanding {
  const contentType = "image/png";
  const state = "understood";
  const text = "what it says";
  const bytes = new Uint8Array([0, 92, 255, picker.below(256)]);
  const durationMs = picker.one([null, 1_500]);
  return picker.one<Understanding>([
    { state, kind: "image", contentType, bytes },
    { state, kind: "audio", contentType, text, durationMs },
    { state, kind: "document", contentType, text, bytes: null },
    { state, kind: "document", contentType, text: null, bytes },
    { state: "refused", kind: "image", contentType, problem: "pictureCorrupt" },
  ]);
}

export const understand = (pair: Pair, picker: Picker) =>
  onTurn(pair, picker, (turn) => {
    const place = { messageId: turn.messageId, idx: picker.below(2) };
    const found = anUnderstanding(picker);
    const day = picker.one(DAYS);
    const what = `understand attachment ${place.idx}: ${found.state} ${found.kind}`;
    return [what, (store, lane) => store.recordUnderstanding(lane, place, found, day)];
  });

export const obey = (pair: Pair, picker: Picker) =>
  onTurn(pair, picker, () =>
    picker.one<readonly [string, Act]>([
      ["new conversation", (store, lane, turn) => store.endConversation(lane, turn.messageId)],
      ["forget", (store, lane, turn) => store.forget(lane, turn.messageId, "Gone.")],
      ["speak Spanish", (store, lane) => store.setPreferences(lane, { language: "es" })],
      ["speak anything", (store, lane) => store.setPreferences(lane, { language: null })],
      ["be a pirate", (store, lane) => store.setPreferences(lane, { persona: "a pirate" })],
    ]),
  );
