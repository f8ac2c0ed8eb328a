import { expect, test } from "bun:test";
import { attachFiles } from "../../../src/answer/reply/attach-files.ts";
import { textPart } from "../../../src/core/reply-part.ts";
import type { AnswerRecord } from "../../../src/store/answer-record.ts";

const RULES = { captions: ["image" as const], maxCaptionLength: 100 };
const EFFECT = {
  kind: "send-file",
  contentType: "image/png",
  name: "picture.png",
  base64: "AAAA",
} as const;
const FILE = expect.objectContaining({ contentType: "image/png" });

const replyOf = (...parts: AnswerRecord["parts"]): AnswerRecord => ({
  text: "",
  parts,
  model: null,
  usage: null,
  error: null,
});
const attached = (...parts: AnswerRecord["parts"]) =>
  attachFiles(replyOf(...parts), [EFFECT], RULES).parts;

test("a short reply is the caption of its picture, so that one message is billed", () => {
  expect(attached(textPart("Here."))).toEqual([{ kind: "media", file: FILE, caption: "Here." }]);
});

test("so is the greeting of a first answer, without its buttons", () => {
  const choices = [{ id: "/help", title: "What can you do?" }];
  const greeting = { kind: "choices", text: "Hello! Here.", choices, inWords: "" } as const;
  expect(attached(greeting)).toEqual([{ kind: "media", file: FILE, caption: "Hello! Here." }]);
});

test("a long reply, and one of several parts, comes before its picture", () => {
  const picture = { kind: "media", file: FILE, caption: null } as const;
  const long = textPart("a".repeat(101));
  expect(attached(long)).toEqual([long, picture]);
  const two = [textPart("One."), textPart("Two.")];
  expect(attached(...two)).toEqual([...two, picture]);
});
