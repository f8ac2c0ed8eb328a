import { afterEach, expect, test } from "bun:test";
import { join } from "node:path";
import type { Environment } from "../../src/config.ts";
import { ADA } from "../harness.ts";
import type { WireRequest } from "../model-upstream.ts";
import { textPdf } from "../media/documents/make-pdf.ts";
import { jpeg } from "../pictures.ts";
import { answerTo, average, keptShares, QUESTIONS } from "./long-conversation.ts";
import { type MediaSetup, setUpMedia } from "./media-setup.ts";

let setup: MediaSetup;
afterEach(() => setup.stop());

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

async function talk(turns: number, settings: Environment = {}): Promise<void> {
  setup = await setUpMedia(settings);
  for (let turn = 0; turn < turns; turn += 1) await say(turn);
}

async function say(turn: number): Promise<void> {
  setup.upstream.says(answerTo(turn));
  setup.bot.clock.jump(97_000);
  await setup.bot.twilio.sendText({ from: ADA, body: QUESTIONS[turn % QUESTIONS.length] ?? "" });
  await setup.bot.settle();
}

test("nearly every prompt begins with all of the one before, whatever the time: of twenty questions, and of sixty", async () => {
  await talk(60, { DAILY_TOKEN_LIMIT_PER_USER: "0" });
  for (const turns of [20, 60]) {
    const asked = setup.upstream.asked.slice(0, turns);
    expect(asked).toHaveLength(turns);
    const lengths = asked.map((request) => textOf(request).length);
    const kept = average(keptShares(asked.map(textOf)));
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

test("statements that are remembered, and new ones among them, leave what stands before them as it is", async () => {
  await talk(0, { DAILY_TOKEN_LIMIT_PER_USER: "0" });
  await say(0);
  const remember = (text: string, at: number) =>
    setup.bot.write(
      `INSERT INTO facts (user_id, text, created_at) SELECT id, '${text}', ${at} FROM users`,
    );
  const old = setup.bot.clock.now() - 86_400_000;
  for (let count = 0; count < 12; count += 1)
    await remember(`The user likes tower number ${count}.`, old);
  await setup.bot.twilio.sendText({ from: ADA, body: "/new" });
  await setup.bot.settle();
  setup.upstream.asked.length = 0;
  for (let turn = 0; turn < 20; turn += 1) {
    if (turn % 6 === 3) await remember(`The user said so in turn ${turn}.`, setup.bot.clock.now());
    await say(turn);
  }
  const asked = setup.upstream.asked.slice();
  expect(asked).toHaveLength(20);
  const kept = average(keptShares(asked.map(textOf)));
  process.stderr.write(
    `20 questions with 12 statements remembered before and 3 since: ${(100 * kept).toFixed(1)} % of a prompt begins the next one\n`,
  );
  expect(kept).toBeGreaterThanOrEqual(0.9);
  const last = textOf(asked.at(-1) ?? { instructions: "", input: [] });
  expect(last).toContain("12. The user likes tower number 11.");
  expect(last).toContain("15. The user said so in turn 15.");
});

test("the window moves only when it is full, then by half, and goes on so after a restart", async () => {
  await talk(6, { MAX_CONVERSATION_HISTORY: "10" });
  await setup.bot.restart();
  for (let turn = 6; turn < 12; turn += 1) await say(turn);
  const past = setup.upstream.asked.map(({ input }) => input.length - 1);
  expect(past).toEqual([0, 2, 4, 6, 8, 10, 4, 6, 8, 10, 4, 6]);
});

test("pictures, places, voice notes, forwards, bursts and commands leave what stands before them as it is", async () => {
  await talk(1, { MESSAGE_SETTLE_MS: "300" });
  const { bot } = setup;
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
  const asked = setup.upstream.asked.map((request) =>
    textOf(request).replaceAll(/\n\n\(The user [^)]*\)$/g, ""),
  );
  expect(asked).toHaveLength(2 * moves.length);
  for (const [index, prompt] of asked.slice(1).entries())
    expect(prompt).toStartWith(asked[index] ?? "");
});

test("what goes along this once stands behind what stays", async () => {
  await talk(1);
  const { bot } = setup;
  const quotedSid = bot.twilio.journal.messages[0]?.sid ?? "";
  const paper = { bytes: textPdf(["Rent: 900 EUR"]), contentType: "application/pdf" };
  await bot.twilio.sendMedia({ from: ADA, ...paper, body: "lease.pdf" });
  await bot.settle();
  await bot.twilio.sendText({ from: ADA, body: "Is that too much?", quotedSid });
  await bot.settle();
  await say(1);
  const [, withPaper = "", withQuote = "", last = ""] = setup.upstream.asked.map(textOf);
  const stays = (prompt: string) =>
    prompt.slice(0, prompt.search(/\n\n<material kind="(?:document" name|quoted)/));
  expect(withPaper).toContain("900 EUR");
  expect(withQuote).toStartWith(stays(withPaper));
  expect(last).toStartWith(stays(withQuote));
  expect(stays(withQuote)).toContain("Is that too much?");
});

test("the model is told the time if a message waited through an outage", async () => {
  setup = await setUpMedia({ MESSAGE_SETTLE_MS: "5000" });
  const before = setup.bot.clock.now() - 2 * 3_600_000;
  await setup.bot.twilio.sendText({ from: ADA, body: "What time is it?" });
  await setup.bot.write(`UPDATE messages SET created_at = ${before}`);
  await setup.bot.settle(6_000);
  const text = textOf(setup.upstream.asked[0] ?? { instructions: "", input: [] });
  expect(text).toEndWith(
    "(Sent on Sunday, 22 November 2026 at 11:00, Europe/Berlin.)\n\n(It is Sunday, 22 November 2026 at 13:00, Europe/Berlin by now.)",
  );
});

const voiceNote = async () =>
  new Uint8Array(await Bun.file(join(import.meta.dir, "../fixtures/voice-note.ogg")).bytes());
