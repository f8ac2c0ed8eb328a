import { expect, test } from "bun:test";
import { describeTimeline } from "../../src/explain/describe-timeline.ts";
import type { MessageTimeline, PartTimeline } from "../../src/store/message-timeline.ts";
import { explainCode, knownCodes } from "../../src/channels/twilio/error-codes.ts";

const NOW = Date.UTC(2026, 10, 22, 12);
const part = (facts: Partial<PartTimeline> = {}): PartTimeline => ({
  part: 0,
  sid: "SM1",
  state: "delivered",
  length: 12,
  file: null,
  isFileGone: false,
  queuedAt: NOW - 3_000,
  startedAt: NOW - 3_000,
  changedAt: NOW - 1_000,
  dueAt: NOW,
  failures: 0,
  lookups: 0,
  errorCode: null,
  error: null,
  ...facts,
});
const life = (facts: Partial<MessageTimeline> = {}): MessageTimeline => ({
  id: 7,
  sid: "SM0",
  userId: 1,
  isOurs: false,
  type: "text",
  textLength: 22,
  attachments: 0,
  state: "done",
  receivedAt: NOW - 5_000,
  firstCallAt: NOW - 4_900,
  failures: 0,
  starts: 1,
  dueAt: NOW - 5_000,
  answeredBy: null,
  model: "gpt-6-luna",
  promptTokens: 120,
  completionTokens: 8,
  cachedTokens: 0,
  error: null,
  toolCalls: [],
  parts: [part()],
  ...facts,
});
const told = (facts: Partial<MessageTimeline>) =>
  describeTimeline(life(facts), NOW, explainCode).map(({ text }) => text);

test("a reminder is told from its place in the queue to the phone: it answers nothing", () => {
  const [queued, ...sent] = told({ isOurs: true, sid: null, firstCallAt: null, model: null });
  expect(queued).toBe("notice or reminder queued (22 characters)");
  expect(sent.join()).toContain("handed to the messenger");
  expect(sent.join()).not.toContain("answered");
});

test("an answered message is described from its arrival to the phone", () => {
  expect(told({})).toEqual([
    "text received and stored (22 characters)",
    "model asked, after 100 ms",
    "answered by gpt-6-luna: 120 tokens read, 8 written",
    "part 1 of 1 (12 characters) handed to the messenger as SM1",
    "part 1 of 1 (12 characters) delivered to the phone",
  ]);
});

test("a part that sends a file says what it is, with and without words", () => {
  const named = (facts: Partial<PartTimeline>) => told({ parts: [part(facts)] }).at(-1);
  expect(named({ file: "image/png" })).toBe(
    "part 1 of 1 (a picture, 12 characters) delivered to the phone",
  );
  expect(named({ file: "audio/ogg; codecs=opus", length: 0 })).toBe(
    "part 1 of 1 (a voice note) delivered to the phone",
  );
});

test("a refused part says what Twilio's code means and what to do", () => {
  const lines = told({ parts: [part({ state: "failed", sid: null, errorCode: "63016" })] });
  expect(lines.at(-2)).toContain("failed with 63016: More than 24 hours have passed");
  expect(lines.at(-1)).toContain("works again once they write");
  const unknown = told({ parts: [part({ state: "failed", errorCode: "99999" })] });
  expect(unknown.at(-1)).toBe("See https://www.twilio.com/docs/errors/99999");
});

test("a message that was given up is shown with the reason and its remedy", () => {
  const lines = told({
    state: "dead",
    failures: 1,
    parts: [],
    error: "PermanentError: gpt-6-luna through responses: 429 insufficient_quota",
  });
  expect(lines.slice(2)).toEqual([
    "given up after 1 failure: gpt-6-luna through responses: 429 insufficient_quota",
    expect.stringContaining("The OpenAI account is empty"),
  ]);
});

test("an apology comes before the answer of a retried message", () => {
  const apology = part({ length: 95, queuedAt: NOW - 9_000, startedAt: NOW - 9_000 });
  expect(told({ receivedAt: NOW - 10_000, parts: [apology, part()] }).slice(1)).toEqual([
    "the apology (95 characters) handed to the messenger as SM1",
    "the apology (95 characters) delivered to the phone",
    "model asked, after 5.1 s",
    "answered by gpt-6-luna: 120 tokens read, 8 written",
    "part 1 of 1 (12 characters) handed to the messenger as SM1",
    "part 1 of 1 (12 characters) delivered to the phone",
  ]);
});

test("a message that waits says until when", () => {
  expect(
    told({ state: "received", failures: 2, dueAt: NOW + 4_000, parts: [], error: "busy" }),
  ).toEqual(expect.arrayContaining(["waits for its answer, next try in 4.0 s: busy"]));
});

test("what waits and what was given up names no class of errors and no state of ours", () => {
  const waits = { state: "received", failures: 1, parts: [], dueAt: NOW + 4_000 } as const;
  expect(told({ ...waits, error: "TransientError: the model is busy [overloaded]" })).toContain(
    "waits for its answer, next try in 4.0 s: the model is busy",
  );
  expect(told({ ...waits, type: "audio", error: "taken-over" })).toEqual([
    "voice note received and stored (22 characters)",
    expect.stringContaining("model asked"),
    "its attachments wait to be read, next try in 4.0 s",
  ]);
});

test("a part that may have been sent says when it is looked for", () => {
  const line = (dueAt: number) => told({ parts: [part({ state: "sending", dueAt })] }).at(-1);
  expect(line(NOW + 7_000)).toEndWith(
    "may or may not have been sent; the messenger's list is checked in 7.0 s",
  );
  expect(line(NOW - 100)).toEndWith(
    "may or may not have been sent; the messenger's list is checked next",
  );
});

test("a refused message is shown with the reason, and without its text", () => {
  expect(told({ state: "discarded", textLength: 0, error: "rate-limited", parts: [] })).toEqual([
    "text arrived",
    "refused: the sender was over the rate limit; the text was not stored",
  ]);
});

test.each([
  ["not-paired", "refused: no owner has allowed the sender (ACCESS_MODE=pairing)"],
  ["too-many-open", "refused: too many messages of the sender were waiting for an answer"],
  [
    "incomplete",
    "not answered: it was found later in the messenger's list, without all of its content",
  ],
  ["from-a-later-version", "refused: from-a-later-version"],
])("a message refused as %s says so in words", (error, words) => {
  expect(told({ state: "discarded", error, parts: [] }).at(-1)).toStartWith(words);
});

test.each([
  ["truncated", "the answer was cut off at its longest length"],
  ["over-limit", "a daily token limit was reached"],
  [
    "image: pictureUnseen, audio: silence",
    "picture refused: the model does not accept pictures (OPENAI_CAPABILITIES); voice note refused: it contains no words",
  ],
  ["image: hologram, audio: silence", "image: hologram, audio: silence"],
])("an answer with the flaw %p says what it is", (error, words) => {
  expect(told({ error })[2]).toBe(`answered by gpt-6-luna: 120 tokens read, 8 written (${words})`);
});

test("a message over a limit of which its user has read says that nothing was sent", () => {
  const facts = { model: null, promptTokens: null, completionTokens: null, parts: [] };
  expect(told({ ...facts, error: "over-limit-again" }).at(-1)).toBe(
    "done without a separate reply (a daily token limit was reached; the sender was notified that day, so nothing was sent)",
  );
});

test("a failure that is no code of the messenger's is not looked for in its handbook", () => {
  const lines = told({ parts: [part({ state: "pending", errorCode: "no-trace", failures: 1 })] });
  expect(lines.join()).not.toContain("docs/errors");
});

test("every code that has words has a meaning and a remedy", () => {
  for (const code of knownCodes) {
    expect(explainCode(code)?.meaning).toMatch(/^[A-Z].*[^.]$/);
    expect(explainCode(code)?.remedy).toMatch(/\.$/);
  }
});

test("the tools that were called for an answer are told with how long they took", () => {
  const call = { name: "web_search", startedAt: NOW - 4_000, finishedAt: NOW - 2_800 };
  const words = told({
    toolCalls: [
      { ...call, state: "finished" },
      { ...call, name: "read_page", state: "failed" },
      { ...call, name: "mail", state: "started", finishedAt: null },
    ],
  });
  expect(words.slice(2, 6)).toEqual([
    "tool web_search called, finished after 1.2 s",
    "tool read_page called, failed after 1.2 s",
    "tool mail called, no end of it is known",
    expect.stringContaining("answered by gpt-6-luna"),
  ]);
});
