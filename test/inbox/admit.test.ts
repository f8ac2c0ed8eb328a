import { expect, test } from "bun:test";
import { admit } from "../../src/inbox/admit.ts";
import { createSentencesFor } from "../../src/text/sentences.ts";
import { aMessage } from "../messages.ts";

const rules = {
  mode: "open",
  whitelist: [],
  admins: [],
  windowMs: 60_000,
  restMs: 3_600_000,
  settleMs: 0,
  remind: null,
  sentencesFor: createSentencesFor("en"),
} as const;
const standing = {
  isWhitelisted: false,
  isActive: true,
  isLimited: false,
  isWhole: true,
  openMessages: 0,
  openInAll: 0,
  language: null,
  isOptedOut: false,
  topic: null,
  code: "CODE47",
  arrivals: { admitted: [], refused: [] },
};
const judge = (changed: Partial<typeof standing>) =>
  admit(aMessage(), { ...standing, ...changed }, rules);

test("a user's twentieth waiting message is admitted, the next is refused with a notice", () => {
  expect(judge({ openMessages: 19 })).toMatchObject({ admitted: true });
  expect(judge({ openMessages: 20 })).toMatchObject({
    admitted: false,
    why: "too-many-open",
    notice: { everyMs: 60_000 },
  });
});

test("with five thousand waiting in total no user's message is admitted", () => {
  expect(judge({ openInAll: 4_999 })).toMatchObject({ admitted: true });
  expect(judge({ openInAll: 5_000 })).toEqual({ admitted: false, why: "busy" });
});

test("a user who would be refused anyway is refused, however many messages wait", () => {
  expect(judge({ isActive: false, openInAll: 5_000 })).toMatchObject({ why: "blocked" });
});

test("a message that shows nothing is answered so, without a model", () => {
  const write = (text: string) => admit({ ...aMessage(), text }, standing, rules);
  for (const text of ["", " \n", "\u200b", "\u2800\u2800", "\u3164", "\u200e\ufe0f"])
    expect(write(text)).toMatchObject({ why: "empty" });
  for (const text of ["?", "👍", "\u200fכן", "…"])
    expect(write(text)).toMatchObject({ admitted: true });
});
