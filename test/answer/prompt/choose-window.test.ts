import { expect, test } from "bun:test";
import { chooseWindow } from "../../../src/answer/prompt/choose-window.ts";
import type { PastMessage } from "../../../src/store/past-messages.ts";

const entry = (messageId: number, role: PastMessage["role"], text: string): PastMessage => ({
  messageId,
  role,
  type: "text",
  isForwarded: false,
  text,
  receivedAt: 0,
});
/** `count` questions with their answers. */
const talk = (count: number, text = "word") =>
  Array.from({ length: count }, (_, index) => [
    entry(index + 1, "user", text),
    entry(index + 1, "assistant", text),
  ]).flat();
const limits = (messages: number, tokens = 10_000) => ({ messages, tokens });
const shape = (past: readonly PastMessage[]) =>
  past.map(({ messageId, role }) => `${role === "user" ? "q" : "a"}${messageId}`).join(" ");

test("a history within the limits is sent whole", () => {
  expect(chooseWindow(talk(5), limits(10))).toEqual(talk(5));
  expect(chooseWindow([], limits(10))).toEqual([]);
});

test("one message too many, and the older half is left out, up to a question", () => {
  expect(shape(chooseWindow(talk(6), limits(10)))).toBe("q5 a5 q6 a6");
  expect(shape(chooseWindow(talk(5), limits(8)))).toBe("q4 a4 q5 a5");
});

test("however small the limit, it holds, and what is left is the newest", () => {
  expect(shape(chooseWindow(talk(3), limits(3)))).toBe("q3 a3");
  expect(shape(chooseWindow(talk(3), limits(2)))).toBe("q3 a3");
  expect(shape(chooseWindow(talk(3), limits(1)))).toBe("a3");
  expect(chooseWindow(talk(3), limits(0))).toEqual([]);
});

test("one token too many does the same, and keeps a question that fits whole but not by half", () => {
  // 30 bytes are 10 tokens.
  const text = "x".repeat(30);
  expect(shape(chooseWindow(talk(5, text), limits(40, 80)))).toBe("q4 a4 q5 a5");
  expect(shape(chooseWindow(talk(5, text), limits(40, 30)))).toBe("q5 a5");
  expect(shape(chooseWindow(talk(5, text), limits(40, 10)))).toBe("a5");
  expect(chooseWindow(talk(5, text), limits(40, 9))).toEqual([]);
});
