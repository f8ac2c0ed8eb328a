import { afterEach, expect, test } from "bun:test";
import { join } from "node:path";
import type { Environment } from "../../src/config.ts";
import { ADA } from "../harness.ts";
import type { WireRequest } from "../model-upstream.ts";
import { textPdf } from "../media/documents/make-pdf.ts";
import { jpeg } from "../pictures.ts";
import { type MediaStage, startMediaStage } from "./media-stage.ts";

let stage: MediaStage;
afterEach(() => stage.stop());

const QUESTIONS = [
  "Hi! We are moving to Lisbon in spring, can you help us to plan it?",
  "Which papers does an EU citizen need there?",
  "And my husband? He is Canadian",
  "How long does that take at the moment, roughly?",
  "ok thanks. What would a flat with two bedrooms cost us per month, somewhere with trees",
  "Hm that's a lot. And on the other side of the river?",
  "Is there a ferry, and how late does it go?",
  "Can we bring the dog? He is a twelve year old labrador and quite heavy",
  "What does the vet have to write down",
  "Please give me that as a list that I can send to my husband",
  "Do the schools take children in the middle of the year?",
  "She is nine and speaks French and a bit of English",
  "What is the difference between the international ones and the public ones then?",
  "Prices?",
  "And is there anything that the city pays for, since we will be paying taxes there anyway",
  "Let's talk about the move itself. Truck or container?",
  "It is about 40 cubic metres, third floor without a lift, from Lyon",
  "Who pays if something breaks on the way",
  "Write a short mail to ask three companies for an offer, friendly but to the point",
  "Great! Now the same in French please",
];

const SENTENCES = [
  "That depends on when you arrive, so it is worth fixing the date first.",
  "You register at the town hall within the first four months, and you get the certificate on the same day.",
  "Bring your passport and the lease, each with a copy.",
  "Most people wait for about three months; outside the capital it goes faster.",
  "Count on 1,400 to 1,900 euros in the quarters with parks, and about a third less across the river.",
  "The last boat leaves at half past one, on Sundays at eleven.",
  "He needs a chip, a passport for animals and a vaccination that is older than 21 days.",
  "Ask the office of the borough, since each handles this a little differently.",
];

/** Between two and five sentences, as people write on a telephone. */
const answerTo = (turn: number) =>
  Array.from(
    { length: 2 + (turn % 4) },
    (_, index) => SENTENCES[(turn * 3 + index) % SENTENCES.length],
  ).join(" ");

/** A request as a model reads it: the instructions, and of each turn its side and its parts. */
function textOf({ instructions, input }: WireRequest): string {
  const turns = input.map(({ role, content }) => {
    const parts =
      typeof content === "string"
        ? [content]
        : content.map((part) => ("text" in part ? part.text : JSON.stringify(part)));
    return `<${role}>\n${parts.join("\n\n")}`;
  });
  return [instructions, ...turns].join("\n");
}

function sharedLength(a: string, b: string): number {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length += 1;
  return length;
}

/** Of each prompt but the last one: how much of it the next one begins with, by characters. */
function keptShares(asked: readonly WireRequest[]): number[] {
  const prompts = asked.map(textOf);
  return prompts
    .slice(0, -1)
    .map((prompt, index) => sharedLength(prompt, prompts[index + 1] ?? "") / prompt.length);
}

const average = (numbers: readonly number[]) =>
  numbers.reduce((sum, one) => sum + one, 0) / numbers.length;

async function talk(turns: number, settings: Environment = {}): Promise<void> {
  stage = await startMediaStage(settings);
  for (let turn = 0; turn < turns; turn += 1) await say(turn);
}

async function say(turn: number): Promise<void> {
  stage.upstream.says(answerTo(turn));
  stage.bot.clock.jump(97_000);
  await stage.bot.twilio.sendText({ from: ADA, body: QUESTIONS[turn % QUESTIONS.length] ?? "" });
  await stage.bot.settle();
}

test("nearly every prompt begins with all of the one before, whatever the time: of twenty questions, and of sixty", async () => {
  await talk(60, { DAILY_TOKEN_LIMIT_PER_USER: "0" });
  for (const turns of [20, 60]) {
    const asked = stage.upstream.asked.slice(0, turns);
    expect(asked).toHaveLength(turns);
    const lengths = asked.map((request) => textOf(request).length);
    const kept = average(keptShares(asked));
    process.stderr.write(
      `${turns} questions: ${(100 * kept).toFixed(1)} % of a prompt begins the next one; prompts of ` +
        `${Math.round(average(lengths))} characters on average, ${Math.max(...lengths)} at most\n`,
    );
    expect(kept).toBeGreaterThanOrEqual(0.9);
    // The past is there, and grows no further than its window.
    expect(Math.max(...asked.map(({ input }) => input.length - 1))).toBe(
      2 * Math.min(turns - 1, 20),
    );
  }
});

test("the window moves only when it is full, then by half, and goes on so after a restart", async () => {
  await talk(6, { MAX_CONVERSATION_HISTORY: "10" });
  await stage.bot.restart();
  for (let turn = 6; turn < 12; turn += 1) await say(turn);
  const past = stage.upstream.asked.map(({ input }) => input.length - 1);
  expect(past).toEqual([0, 2, 4, 6, 8, 10, 4, 6, 8, 10, 4, 6]);
});

test("pictures, places, voice notes, forwards, bursts and commands leave what stands before them as it is", async () => {
  await talk(1, { MESSAGE_SETTLE_MS: "300" });
  const { bot } = stage;
  await bot.settle(1_000);
  const photo = { bytes: await jpeg("red"), contentType: "image/jpeg" };
  const note = { bytes: await voiceNote(), contentType: "audio/ogg" };
  const moves: readonly (() => Promise<unknown>)[] = [
    () => bot.twilio.sendMedia({ from: ADA, ...photo, body: "Which breed?" }),
    () => bot.twilio.sendMedia({ from: ADA, ...note }),
    () => bot.twilio.sendText({ from: ADA, body: "/help" }),
    () => bot.twilio.sendText({ from: ADA, body: "Sell now!", forwarded: "often" }),
    () => bot.twilio.sendLocation({ from: ADA, latitude: 38.7, longitude: -9.1 }),
    async () => {
      await bot.twilio.sendText({ from: ADA, body: "One" });
      await bot.twilio.sendMedia({ from: ADA, ...photo, body: "Two" });
      await bot.twilio.sendText({ from: ADA, body: "Three" });
    },
  ];
  for (const move of moves) {
    bot.clock.jump(97_000);
    await move();
    await bot.settle(1_000);
    await bot.twilio.sendText({ from: ADA, body: "And in words?" });
    await bot.settle(1_000);
  }
  // What is to be done with a message without words is said this time only, and stands last.
  const asked = stage.upstream.asked.map((request) =>
    textOf(request).replaceAll(/\n\n\(The user [^)]*\)$/g, ""),
  );
  expect(asked).toHaveLength(2 * moves.length);
  for (const [index, prompt] of asked.slice(1).entries())
    expect(prompt).toStartWith(asked[index] ?? "");
});

test("what goes along this once stands behind what stays", async () => {
  await talk(1);
  const { bot } = stage;
  const quotedSid = bot.twilio.journal.messages[0]?.sid ?? "";
  const paper = { bytes: textPdf(["Rent: 900 EUR"]), contentType: "application/pdf" };
  await bot.twilio.sendMedia({ from: ADA, ...paper, body: "lease.pdf" });
  await bot.settle();
  await bot.twilio.sendText({ from: ADA, body: "Is that too much?", quotedSid });
  await bot.settle();
  await say(1);
  const [, withPaper = "", withQuote = "", last = ""] = stage.upstream.asked.map(textOf);
  const stays = (prompt: string) =>
    prompt.slice(0, prompt.search(/\n\n<material kind="(?:document" name|quoted)/));
  expect(withPaper).toContain("900 EUR");
  expect(withQuote).toStartWith(stays(withPaper));
  expect(last).toStartWith(stays(withQuote));
  expect(stays(withQuote)).toContain("Is that too much?");
});

test("a message that waited through an outage is told how late it is", async () => {
  stage = await startMediaStage({ MESSAGE_SETTLE_MS: "5000" });
  const before = stage.bot.clock.now() - 2 * 3_600_000;
  await stage.bot.twilio.sendText({ from: ADA, body: "What time is it?" });
  await stage.bot.write(`UPDATE messages SET created_at = ${before}`);
  await stage.bot.settle(6_000);
  const text = textOf(stage.upstream.asked[0] ?? { instructions: "", input: [] });
  expect(text).toEndWith(
    "(Sent on Sunday, 22 November 2026 at 11:00, Europe/Berlin.)\n\n(It is Sunday, 22 November 2026 at 13:00, Europe/Berlin by now.)",
  );
});

const voiceNote = async () =>
  new Uint8Array(await Bun.file(join(import.meta.dir, "../fixtures/voice-note.ogg")).bytes());
