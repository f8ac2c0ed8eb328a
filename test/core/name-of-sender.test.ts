import { expect, test } from "bun:test";
import { nameOfSender } from "../../src/core/name-of-sender.ts";

test.each([
  ["whatsapp:+447700900001", "+447700900001"],
  ["whatsapp:GB.1234", "GB.1234"],
  ["terminal", "the terminal"],
  ["token", "a program"],
  ["erased", "an owner who is erased"],
])("the sender %p is shown as %p", (by, name) => {
  expect(nameOfSender(by)).toBe(name);
});
